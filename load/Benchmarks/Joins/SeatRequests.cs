namespace FuelGrains.Load.Benchmarks.Joins;

/// <summary>
/// The requests of one run of wrk that open or join teams. A customer has one unpaid seat in a campaign, so a run goes through as many
/// campaigns as it may need: each has every customer once, and the next begins when it is full. At any time one shard has all the work, as
/// the one sale of the orders has.
/// </summary>
/// <param name="customers">In the order of wrk's tokens.</param>
/// <param name="join">
/// False: each customer opens a team. True: one customer in <paramref name="teamSize"/> has opened a team before the run, and the others
/// take the free seats, in no order.
/// </param>
internal sealed class SeatRequests(
    BenchmarkContext context,
    StaffClient staff,
    PhoneClient phones,
    Customer[] customers,
    int teamSize,
    bool join
)
{
    /// <summary>There are campaigns for so many times the fastest run until now; the first run, which only warms up, has a guess.</summary>
    private const double Spare = 2;
    private const double FirstGuess = 8_000;
    private const int OpenedAtOnce = 32;
    private static readonly RetryPolicy Retries = new(20);

    private double _fastest = FirstGuess / Spare;

    private int Leaders => join ? customers.Length / teamSize : 0;

    /// <summary>Makes new campaigns and writes their requests to a file: "slot path" a line.</summary>
    public async Task<string> WriteAsync(TimeSpan duration, CancellationToken stop)
    {
        var inOne = join ? Leaders * (teamSize - 1) : customers.Length;
        var wanted = (int)Math.Ceiling(_fastest * Spare * duration.TotalSeconds / inOne);
        var file = context.Work.File($"requests-{RunId.New()}.txt");
        await using var lines = new StreamWriter(file);
        for (var i = 0; i < wanted; i++)
        {
            var title = join ? "joins" : "openings";
            var campaign = await context.OpenGroupBuyAsync(staff, title, customers.Length, stop);
            var paths = join
                ? await FreeSeatsAsync(campaign, stop)
                : [.. Enumerable.Repeat($"/api/group-buys/{campaign}/teams", customers.Length)];
            for (var seat = 0; seat < paths.Length; seat++)
                await lines.WriteLineAsync($"{Leaders + seat + 1} {paths[seat]}");
        }
        return file;
    }

    public void Ran(WrkResult result) => _fastest = Math.Max(_fastest, result.PerSecond);

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
        var key = RunId.New();
        var send = () => phones.OpenTeamAsync(leader, campaign, teamSize, key, stop);
        var reply = await Retries.SendAsync(_ => send(), context.Time, stop);
        return reply.Read<SeatedReply>()?.ShareCode
            ?? throw new CannotRunException($"A team that was to be joined could not be opened: {reply.Slug}.");
    }
}
