namespace FuelGrains.Load.Verifiers.Seats;

/// <summary>
/// Verifies how teams end: completed with a voucher for each member, or failed with each member's money back, and nothing between. No team
/// failed before its deadline, or with enough seats paid in time.
/// </summary>
internal static class TeamOutcomeVerifier
{
    public static IEnumerable<Check> Of(TeamHistory all)
    {
        var checks = new Checks("teams");
        var teams = all.Rows.Teams;
        var completed = teams.Where(t => t.State == TeamState.Completed).ToList();
        var failed = teams.Where(t => t.State == TeamState.Failed).ToList();
        checks["open after the drain = 0"] = teams.Where(t => t.State == TeamState.Open).Select(t => t.Id);
        checks["each completed one has N paid seats, or as many as its campaign says at its deadline"] = completed
            .Where(t => !IsFull(all, t))
            .Select(t => $"{t.Id}: {Members(all, t).Count} of {t.Size}{(t.Short ? ", short" : "")}");
        checks["each counts its paid seats rightly"] = completed
            .Where(t => t.Paid != Members(all, t).Count || t.Paid > t.Taken)
            .Concat(teams.Where(t => t.State == TeamState.Failed && t.Paid >= all.Enough(t)))
            .Concat(teams.Where(t => t.State == TeamState.Dissolved && t.Taken != 0))
            .Select(t => $"{t.Id} is {t.State}: says {t.Paid} paid, {t.Taken} taken");
        checks["each paid member of a completed one has exactly one voucher"] = completed
            .SelectMany(t => Members(all, t))
            .Where(s => s.State != OrderState.Fulfilled || all.Payments.VouchersOf(s.Order).Count != 1)
            .Select(s => $"{s.Order} is {s.State} with {all.Payments.VouchersOf(s.Order).Count}");
        checks["vouchers in a team that did not complete = 0"] = teams
            .Where(t => t.State != TeamState.Completed)
            .SelectMany(all.SeatsOf)
            .Where(s => all.Payments.VouchersOf(s.Order).Count > 0)
            .Select(s => s.Order);
        checks["each payment in a team that did not complete went back in full, once"] = NotRepaid(all);
        checks["failed before its deadline = 0"] = failed
            .Where(t => t.EndedAt is not { } ended || ended < t.Deadline)
            .Select(t => $"{t.Id}: deadline {t.Deadline:O}, ended {t.EndedAt:O}");
        checks["failed with enough seats paid in time = 0"] = failed
            .Where(t => PaidInTime(all, t) >= all.Enough(t))
            .Select(t => $"{t.Id}: {PaidInTime(all, t)} of {t.Size} paid in time");
        return checks;
    }

    private static List<SeatRow> Members(TeamHistory all, TeamRow team) =>
        [.. all.SeatsOf(team).Where(s => s.IsTaken && s.State is OrderState.Paid or OrderState.Fulfilled)];

    private static bool IsFull(TeamHistory all, TeamRow team)
    {
        var members = Members(all, team).Count;
        if (!team.Short)
            return members == team.Size;
        // Late payments may fill the team afterwards.
        return members >= all.Enough(team) && all.Enough(team) < team.Size && team.EndedAt >= team.Deadline;
    }

    private static List<string> NotRepaid(TeamHistory all)
    {
        var payments = all.Payments;
        var wrong = new List<string>();
        foreach (var paid in payments.Journal.Payments)
        {
            if (payments.OrderOf(paid) is not { } order || all.Seat(order.Id) is not { } seat)
                continue;
            if (all.Team(seat.Team) is not { State: not TeamState.Completed } team)
                continue;
            var back = payments.Journal.RefundsOf(paid.TransactionId).Where(payments.Journal.Succeeded).ToList();
            if (back.Count != 1 || back[0].RefundFen != paid.PaidFen)
                wrong.Add(
                    $"{paid.TransactionId} in team {team.Id}, which is {team.State}: paid {paid.PaidFen}, "
                        + $"went back {string.Join(" + ", back.Select(r => r.RefundFen))}"
                );
        }
        return wrong;
    }

    /// <summary>
    /// Counts the members who did not leave and whose money WeChat took before payBy: a lost callback delays them, nothing more.
    /// </summary>
    private static int PaidInTime(TeamHistory all, TeamRow team)
    {
        var payments = all.Payments;
        var asked = payments.Told.Orders.Where(o => o.AskedToCancel).Select(o => o.Id).ToHashSet();
        var paid = payments
            .Journal.Payments.Select(p => (p.At, Order: payments.OrderOf(p)?.Id))
            .ToLookup(p => p.Order, p => p.At);
        return all.SeatsOf(team).Count(s => !asked.Contains(s.Order) && paid[s.Order].Any(at => at <= s.PayBy));
    }
}
