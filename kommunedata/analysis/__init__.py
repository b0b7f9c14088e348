"""From frame to frame: rankings, peers, changes, questions. No text, no drawing."""
