"""Running the platform: the schedule, `serve`, health checks, media and headers. Knows no other room."""
