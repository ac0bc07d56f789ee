"""Statistical disclosure control: what is hidden, and every attack that it must withstand."""
