"""What people do and are responsible for, where and when; who may see and do what.

Knows no course, no evidence and no recruitment: higher rooms ask it for scoped querysets."""
