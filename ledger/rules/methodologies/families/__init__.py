"""What the methodologies of one effect family share. Used versions rest on it: it is added to, never changed."""
