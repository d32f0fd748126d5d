namespace FuelGrains.Load.History;

/// <summary>Asks the product for each team, as one of the team's customers.</summary>
internal static class TeamObserver
{
    private const int AtOnce = 32;

    public static async Task<IReadOnlyList<ObservedTeam>> ObserveAsync(
        RunContext context,
        IEnumerable<(Customer Customer, Guid Team)> seats,
        CancellationToken stop
    )
    {
        List<(Customer, Guid)> teams = [.. seats.DistinctBy(s => s.Team)];
        return await Progress.SelectAsync(teams, AtOnce, "teams asked for", OneAsync, context.Time, stop);

        async Task<ObservedTeam> OneAsync((Customer Customer, Guid Team) seat, CancellationToken cancel)
        {
            var (customer, team) = (seat.Customer, $"{seat.Team}");
            var send = () => context.Product.TeamAsync(customer, team, cancel);
            return Read(seat.Team, await context.Requests.SendAsync(customer.Id, "observe", team, send, cancel));
        }
    }

    public static ObservedTeam Read(Guid team, Reply reply) =>
        reply.Read<TeamReply>() is { } told
            ? new(told.Id, States.Parse<TeamState>(told.Status), told.Size, told.Paid, told.Taken)
            : new(team, null, 0, 0, 0);
}
