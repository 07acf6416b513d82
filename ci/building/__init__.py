"""Makes what is committed: notebooks, teacher's pages, replay pages, recordings, pictures, badges."""
