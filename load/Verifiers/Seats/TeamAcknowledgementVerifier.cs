namespace FuelGrains.Load.Verifiers.Seats;

/// <summary>Verifies that everything customers were told about seats and teams was true, and is.</summary>
internal static class TeamAcknowledgementVerifier
{
    public static IEnumerable<Check> Of(TeamHistory all)
    {
        var checks = new Checks("told of teams");
        checks["each acknowledged seat is on disk, the one that was told"] = all
            .Told.Seats.Where(s => !IsAsTold(all, s))
            .Select(s => $"{s.Seat.OrderId}: seat {s.Seat.Seat} of team {s.Seat.TeamId}");
        checks["teams that nobody was told of = 0"] = Invented(all);
        checks["the same key gave the same answer"] = all
            .Told.Again.Where(a => a.First != a.Again)
            .Select(a => $"{a.Order}: {Reply.Beginning(a.Again)}");
        checks["each seat that was told to be gone is gone"] = all.Told.Gone.Where(order =>
            all.Seat(order) is not { State: OrderState.Cancelled or OrderState.Refunded }
        );
        checks["no look at a team showed more than it had, or an end that was not its end"] = all
            .Told.Teams.Where(t => !IsPossible(all.Team(t.Team), t))
            .Select(Name);
        checks["each team stands in the API as in the database"] = all
            .Told.Last.Where(t => !IsLast(all.Team(t.Team), t))
            .Select(Name);
        return checks;
    }

    private static bool IsAsTold(TeamHistory all, AcknowledgedSeat told) =>
        all.Seat(told.Seat.OrderId) is { } seat
        && all.Team(told.Seat.TeamId) is { } team
        && seat.Team == team.Id
        && Math.Abs(seat.Number) == told.Seat.Seat
        && seat.Customer == told.Customer
        && seat.Campaign == told.Campaign
        && team.Size == told.Seat.Size
        && team.ShareCode == told.Seat.ShareCode;

    private static IEnumerable<Guid> Invented(TeamHistory all)
    {
        var told = all.Told.Seats.Select(s => s.Seat.TeamId).ToHashSet();
        var untold = all.Rows.Teams.Where(t => !told.Contains(t.Id));
        return untold.Where(t => !all.Payments.Told.Unsure.Contains(t.OpenedBy)).Select(t => t.Id);
    }

    private static bool IsPossible(TeamRow? row, ObservedTeam told) =>
        row is not null
        && told.Size == row.Size
        && told.Paid <= told.Taken
        && told.Taken <= told.Size
        && (told.State == TeamState.Open || told.State == row.State);

    private static bool IsLast(TeamRow? row, ObservedTeam told) =>
        row is not null
        && told.State == row.State
        && told.Size == row.Size
        && told.Paid == row.Paid
        && told.Taken == row.Taken;

    private static string Name(ObservedTeam t) =>
        $"{t.Team}: {t.State?.ToString() ?? "no answer"}, {t.Paid} paid and {t.Taken} taken of {t.Size}";
}
