"""The demo town at play: its acts, its invented voters, and the steps from ideas to follow-up."""
