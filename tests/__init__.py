"""The suite. It mirrors the rooms; whole stories stand in journeys/, what a browser must see in browser/, house rules in architecture/."""
