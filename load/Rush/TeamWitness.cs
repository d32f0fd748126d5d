using System.Collections.Concurrent;
using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Teams;

namespace FuelGrains.Load.Rush;

/// <summary>Asks the product, as one member of each team, how the team stands.</summary>
internal sealed class TeamWitness(RushStage stage)
{
    private const int AtOnce = 32;

    public async Task<IReadOnlyList<ToldTeam>> AskAsync(IReadOnlyList<RushStory> stories, CancellationToken stop)
    {
        var teams = stories
            .SelectMany(s => s.Seats.Select(seat => (s.Customer, seat.Told)))
            .DistinctBy(s => s.Told.Team)
            .ToList();
        var seen = new ConcurrentBag<ToldTeam>();
        await using (Progress.Show(Line, stage.Time))
        {
            var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
            await Parallel.ForEachAsync(
                teams,
                limits,
                async (team, cancel) => seen.Add(Read(team.Told.Team, await AskAsync(team.Customer, team.Told, cancel)))
            );
        }
        return [.. seen];

        string Line() =>
            string.Create(CultureInfo.InvariantCulture, $"  asked for {seen.Count:N0} of {teams.Count:N0} teams");
    }

    public static ToldTeam Read(Guid team, Reply reply) =>
        reply.Accepted && reply.Read<TeamReply>() is { } told
            ? new(
                told.Id,
                Enum.TryParse<TeamState>(told.Status, ignoreCase: true, out var state) ? state : null,
                told.Size,
                told.Paid,
                told.Taken
            )
            : new(team, null, 0, 0, 0);

    private Task<Reply> AskAsync(Customer customer, ToldSeat seat, CancellationToken stop) =>
        stage.Phones.AskAsync(
            customer.Id,
            "witness",
            $"{seat.Team}",
            cancel => stage.Teams.TeamAsync(customer, $"{seat.Team}", cancel),
            stop
        );
}
