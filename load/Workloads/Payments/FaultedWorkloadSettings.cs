using System.CommandLine;

namespace FuelGrains.Load.Workloads.Payments;

/// <summary>The options of every workload that runs under faults at WeChat and kills.</summary>
internal abstract class FaultedWorkloadSettings(ParseResult given) : RunSettings(given)
{
    public override string? Server =>
        Text("--storage")!.ToLowerInvariant() switch
        {
            "sqlite" => null,
            "postgres" => Postgres ?? throw new CannotRunException("--storage postgres needs --postgres."),
            var other => throw new CannotRunException($"--storage is '{other}', but it is sqlite or postgres."),
        };

    public int Customers => Number("--customers");
    public override HttpLimits Http => new(Number("--connections"), TimeSpan.FromSeconds(15));
    public int PayWithinSeconds => Number("--pay-within");
    public virtual bool Calm => Flag("--calm");

    /// <summary>The faults at WeChat while the scripts run.</summary>
    public virtual IReadOnlyList<FaultOrder> Faults => Calm ? [] : FaultPlan.Of(Seed);

    /// <summary>How long WeChat hangs and the merchant's account is empty, and when.</summary>
    public IReadOnlyList<Spell> Spells(int payments) => Calm ? [] : FaultPlan.Spells(Seed, payments);

    public CouponShare Coupons => new(Seed, Number("--coupon"));
    public TimeSpan QuiesceWithin => Seconds("--drain-seconds");
    public override int? KeyBits => Number("--key-bits");
    public bool RealWaits => Flag("--real-waits");

    /// <summary>Whether the run ends with WeChat's bills, on the next day.</summary>
    public bool Bills => !Flag("--no-bills");

    public override IReadOnlyList<(string Name, string Value)> Named => RealWaits ? [] : ProductSettings.ShortWaits;

    protected static void Declare(Command command, int payWithin)
    {
        command.Common("with --storage postgres, a server; the run makes a database of its own.");
        command.Faults(kills: 2, seed: 0);
        command.Text("--storage", "sqlite or postgres.", "sqlite");
        command.Number("--customers", "Customers who buy.", 4_000, 1);
        command.Number("--connections", "Requests on their way at once.", 64, 1, 10_000);
        command.Number("--pay-within", "Seconds that an order waits for its payment.", payWithin, 1, 3_600);
        command.Number("--coupon", "Of a hundred customers, so many pay partly or wholly by a coupon.", 20, 0, 100);
        command.Flag("--calm", "No faults at WeChat: for looking at the rest.");
        command.Number(
            "--drain-seconds",
            "Seconds that everything may take to end after the workload.",
            180,
            1,
            36_000
        );
        command.Number("--key-bits", "RSA keys of the simulator; WeChat's are 2048.", 2_048, 1_024, 4_096);
        command.Flag("--no-bills", "The run ends without the next day, when the product matches WeChat's bills.");
        command.Flag("--real-waits", "The product waits as by default; give --drain-seconds some minutes then.");
    }

    protected static void Declare(Command command, IEnumerable<Share> usual)
    {
        foreach (var share in usual)
            command.Number(share.Option, $"Of a hundred customers, so many {share.What}.", share.Of100, 0, 100);
    }

    protected static Shares SharesOf(ParseResult given, IEnumerable<Share> usual)
    {
        var shares = new Shares([.. usual.Select(share => share with { Of100 = Given<int>(given, share.Option) })]);
        return shares.Sum <= 100
            ? shares
            : throw new CannotRunException($"The shares of customers add up to {shares.Sum} %.");
    }
}
