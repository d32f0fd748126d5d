namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>A campaign of the workload: how it is published, and how its customers behave.</summary>
/// <param name="Of100">How many of a hundred customers come for this campaign.</param>
/// <param name="OpenPercent">How often a customer who could join opens a team all the same: the more, the fewer teams fill.</param>
/// <param name="Shards">With more than one, what a customer may have once is held over several shards.</param>
internal sealed record CampaignPlan(
    string Name,
    int Of100,
    TeamPrice[] Ladder,
    int OpenPercent,
    int Shards = 1,
    int VirtualPercent = 0,
    bool Scarce = false
)
{
    /// <summary>A hot campaign with fewer units than are wanted, a ladder and four shards; three cooler ones.</summary>
    public static readonly CampaignPlan[] All =
    [
        new(
            "hot",
            60,
            [new(2, 21_900), new(3, 20_900), new(5, 19_900), new(10, 17_900, 15_900)],
            OpenPercent: 4,
            Shards: 4,
            Scarce: true
        ),
        new("pairs", 20, [new(2, 19_900)], OpenPercent: 15),
        new("too big", 12, [new(6, 18_900), new(8, 18_400), new(10, 17_900)], OpenPercent: 50),
        new("virtual", 8, [new(5, 19_900, 18_900)], OpenPercent: 20, VirtualPercent: 60),
    ];

    /// <summary>The limit is one more than anybody asks for: a doubled seat does not hide behind it.</summary>
    public const int Limit = 4;

    public string Text =>
        $"\"{Name}\": {Of100} % of them, teams of {string.Join(", ", Ladder.Select(l => l.Size))}"
        + (Shards > 1 ? $", {Shards} shards" : "")
        + (VirtualPercent > 0 ? $", {VirtualPercent} % suffice at the deadline." : ".");

    /// <summary>The stock is enough for everybody who comes, twice over; or, scarce, for four in five of them.</summary>
    public long Stock(int customers) => Math.Max(10, customers * Of100 / 100 * (Scarce ? 8 : 20) / 10);
}

/// <summary>A published campaign, with the share codes of its teams.</summary>
internal sealed record Campaign(CampaignPlan Plan, CampaignTerms Terms)
{
    public Guid Id => Terms.Id;
    public ShareCodes ShareCodes { get; } = new();
}
