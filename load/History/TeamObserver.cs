using System.Collections.Concurrent;

namespace FuelGrains.Load.History;

/// <summary>Asks the product for each team, as one of the team's customers.</summary>
internal sealed class TeamObserver(TeamRunContext context)
{
    private const int AtOnce = 32;

    public async Task<IReadOnlyList<ObservedTeam>> ObserveAsync(
        IEnumerable<(Customer Customer, Guid Team)> seats,
        CancellationToken stop
    )
    {
        var teams = seats.DistinctBy(s => s.Team).ToList();
        var observed = new ConcurrentBag<ObservedTeam>();
        await Progress.ForEachAsync(
            teams,
            AtOnce,
            done => $"  asked for {done:N0} of {teams.Count:N0} teams",
            async (team, cancel) =>
                observed.Add(Read(team.Team, await AskAsync(team.Customer, $"{team.Team}", cancel))),
            context.Time,
            stop
        );
        return [.. observed];
    }

    public static ObservedTeam Read(Guid team, Reply reply) =>
        reply.Read<TeamReply>() is { } told
            ? new(
                told.Id,
                Enum.TryParse<TeamState>(told.Status, ignoreCase: true, out var state) ? state : null,
                told.Size,
                told.Paid,
                told.Taken
            )
            : new(team, null, 0, 0, 0);

    private Task<Reply> AskAsync(Customer customer, string team, CancellationToken stop) =>
        context.Requests.SendAsync(
            customer.Id,
            "observe",
            team,
            cancel => context.Product.TeamAsync(customer, team, cancel),
            stop
        );
}
