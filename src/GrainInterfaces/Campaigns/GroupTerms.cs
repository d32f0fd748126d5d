namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>The terms that make a campaign a group-buy campaign. Fixed at publish, as the rest of its terms is.</summary>
[GenerateSerializer, Immutable, Alias("fuel.group-terms")]
public sealed record GroupTerms
{
    public const int SmallestTeam = 2;
    public const int LargestTeam = 100;

    /// <summary>
    /// A team that ends sooner takes no further member: nobody unlocks a phone, reads an amount and types a password in less.
    /// </summary>
    public static readonly TimeSpan TimeToPay = TimeSpan.FromSeconds(30);

    /// <summary>The sizes a leader may choose from, each with its price: one of them, or a ladder.</summary>
    [Id(0)]
    public required ImmutableArray<TeamPrice> Ladder { get; init; }

    /// <summary>How long a team stays open, counted from its opening; who joins inherits the deadline.</summary>
    [Id(1)]
    public required TimeSpan OpenFor { get; init; }

    /// <summary>
    /// Virtual completion: the share of paid seats, in percent, that suffices at the deadline. Zero: only a full team completes.
    /// </summary>
    [Id(2)]
    public int VirtualPercent { get; init; }

    /// <summary>Only who never paid an order before may take a seat.</summary>
    [Id(3)]
    public bool NewCustomersOnly { get; init; }

    /// <summary>The voucher an inviter gets when the invited completes their first team; null for none.</summary>
    [Id(4)]
    public Guid? RewardProductId { get; init; }

    public TeamPrice? Step(int size) => Ladder.FirstOrDefault(step => step.Size == size);

    /// <summary>How many paid seats are enough at the deadline.</summary>
    public int Enough(int size) => VirtualPercent == 0 ? size : Math.Max(1, (size * VirtualPercent + 99) / 100);
}

/// <param name="Size">Seats of the team, the leader's included.</param>
/// <param name="PriceFen">A member's price, in fen.</param>
/// <param name="LeaderPriceFen">The price for the customer who opens the team, in fen, when that differs.</param>
[GenerateSerializer, Immutable, Alias("fuel.team-price")]
public sealed record TeamPrice(int Size, long PriceFen, long? LeaderPriceFen = null)
{
    public long ForLeader => LeaderPriceFen ?? PriceFen;
}
