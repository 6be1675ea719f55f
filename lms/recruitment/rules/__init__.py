"""What decides in recruitment: stages and moves, promise clocks, scores, how long things are kept. Pure: no Django, no models."""
