"""Every change to schools, their people, links and interests."""
