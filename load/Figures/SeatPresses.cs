using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Figures;

/// <summary>
/// Who opens or joins which team in one run of wrk. A customer has one unpaid seat in a campaign, so a run goes through as many campaigns as
/// it may need: each of them sees every customer once, and the next one begins when it is full. At any time one shard has all the work,
/// as the one sale of the orders has.
/// </summary>
/// <param name="customers">In the order of wrk's tokens.</param>
/// <param name="join">False: everybody opens a team of their own. True: one customer in <paramref name="teamSize"/> has opened a team before
/// the run, and the others take the free seats, in no order: each press finds another team than the one before.</param>
internal sealed class SeatPresses(
    FiguresRun run,
    StaffClient staff,
    TeamClient phones,
    Customer[] customers,
    int teamSize,
    bool join
)
{
    /// <summary>Campaigns for so much more than the fastest run until now; for the first one, which only warms up, a guess.</summary>
    private const double Spare = 1.5;
    private const double FirstGuess = 8_000;
    private const int OpenedAtOnce = 32;
    private const int Attempts = 20;
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(250);

    private readonly List<Guid> campaigns = [];
    private double fastest = FirstGuess / Spare;

    /// <summary>All that were made, to be forgotten after the measurement.</summary>
    public IReadOnlyList<Guid> Campaigns => campaigns;

    private int Leaders => join ? customers.Length / teamSize : 0;

    /// <summary>Makes campaigns that nobody has been to, and lists their presses: a file of "slot path" that is new for each run.</summary>
    public async Task<string> WriteAsync(TimeSpan duration, CancellationToken stop)
    {
        var inOne = join ? Leaders * (teamSize - 1) : customers.Length;
        var wanted = (int)Math.Ceiling(fastest * Spare * duration.TotalSeconds / inOne);
        var file = Path.Combine(run.Work.FullName, $"presses-{RunId.New()}.txt");
        await using var lines = new StreamWriter(file);
        for (var i = 0; i < wanted; i++)
        {
            var campaign = await run.OpenGroupBuyAsync(
                staff,
                join ? "joins" : "openings",
                teamSize,
                customers.Length,
                stop
            );
            campaigns.Add(campaign);
            var paths = join
                ? await FreeSeatsAsync(campaign, stop)
                : [.. Enumerable.Repeat($"/api/group-buys/{campaign}/teams", customers.Length)];
            for (var seat = 0; seat < paths.Length; seat++)
                await lines.WriteLineAsync($"{Leaders + seat + 1} {paths[seat]}");
        }
        return file;
    }

    public void Ran(WrkResult result) => fastest = Math.Max(fastest, result.PerSecond);

    // Ready to be joined by their share codes.
    private async Task<string[]> FreeSeatsAsync(Guid campaign, CancellationToken stop)
    {
        var codes = new string[Leaders];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = stop };
        await Parallel.ForAsync(
            0,
            codes.Length,
            limits,
            async (i, cancel) => codes[i] = await OpenAsync(campaign, customers[i], cancel)
        );
        string[] seats = [.. codes.SelectMany(code => Enumerable.Repeat($"/api/teams/{code}/seats", teamSize - 1))];
        Random.Shared.Shuffle(seats);
        return seats;
    }

    private async Task<string> OpenAsync(Guid campaign, Customer leader, CancellationToken stop)
    {
        var (key, reply) = (RunId.New(), Reply.None("never asked"));
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            reply = await phones.OpenAsync(leader, campaign, teamSize, key, stop);
            if (reply.Accepted)
                return reply.Read<SeatedReply>()!.ShareCode;
            if (reply.Kind == AnswerKind.Refused)
                break;
            await Task.Delay(BackOff * attempt, run.Time, stop);
        }
        throw new CannotRunException($"A team that was to be joined could not be opened: {reply.Slug}.");
    }
}
