"""End the rating of a session and pay the bonus of a good one."""

from collections.abc import Sequence

from ledger.consequences import rating_bonus
from ledger.events import Event, RatingClosed
from ledger.models.sessions import Ratings, SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.ratings import RatingIsClosed, TooFewRatings
from ledger.vocabulary import Id


class CloseRating(Command):
    """Take no more ratings; a mean of 90 or more earns the trainer the policy's bonus."""

    session: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse while too few have answered: a mean of two friends is no mean."""
        session = past.read(SessionSoFar(self.session))
        ratings = past.read(Ratings(self.session))
        if session.planned and ratings.closed:
            raise RatingIsClosed(session=self.session)
        policy = past.policy if ratings.trainer is None else past.policy_for(ratings.trainer, past.now)
        rules = policy.trainer
        score, count = ratings.mean_without()
        if ratings.trainer is None or count < rules.minimum_ratings:
            raise TooFewRatings(session=self.session, ratings=count, wanted=rules.minimum_ratings)
        closed = RatingClosed(
            session=self.session, trainer=ratings.trainer, score=score, ratings=count, effective_at=past.now
        )
        if score < rules.well_rated_from:
            return [closed]
        return [closed, *rating_bonus(past, closed)]
