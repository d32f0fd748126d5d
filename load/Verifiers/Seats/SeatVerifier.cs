namespace FuelGrains.Load.Verifiers.Seats;

/// <summary>Verifies that no team ever has a seat too many, and that no seat is two customers' at one time.</summary>
internal static class SeatVerifier
{
    public static IEnumerable<Check> Of(TeamHistory all)
    {
        var checks = new Checks("seats");
        checks["members over N = 0"] = all
            .Rows.Teams.Where(t => all.SeatsOf(t).Count(s => s.IsTaken) > t.Size)
            .Select(t => $"{t.Id} of {t.Size}: {all.SeatsOf(t).Count(s => s.IsTaken)}");
        checks["each is one of the team's numbers, in the team's campaign"] = all
            .Rows.Seats.Where(s => !Belongs(all, s))
            .Select(s => $"{s.Order}: seat {s.Number} of team {s.Team}");
        checks["two members on one seat at a time = 0"] = all
            .Rows.Seats.GroupBy(s => (s.Team, Math.Abs(s.Number)))
            .Where(seat => seat.Select(s => (s.CreatedAt, s.TakenUntil)).Overlap(TimeSpan.Zero))
            .Select(seat =>
                $"seat {seat.Key.Item2} of team {seat.Key.Team}: {string.Join(" and ", seat.Select(s => s.Order))}"
            );
        checks["a customer twice in one team = 0"] = all
            .Rows.Seats.Where(s => s.IsTaken)
            .Repeated(s => (s.Team, s.Customer));
        return checks;
    }

    private static bool Belongs(TeamHistory all, SeatRow seat) =>
        all.Team(seat.Team) is { } team
        && team.Campaign == seat.Campaign
        && Math.Abs(seat.Number) >= 1
        && Math.Abs(seat.Number) <= team.Size;
}
