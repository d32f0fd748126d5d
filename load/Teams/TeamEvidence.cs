using FuelGrains.Load.Money;

namespace FuelGrains.Load.Teams;

/// <summary>All that the judges of teams look at, with the look-ups between the witnesses.</summary>
internal sealed class TeamEvidence
{
    private readonly ILookup<Guid, SeatRow> seatsOf;
    private readonly Dictionary<Guid, CampaignTerms> campaigns;

    public TeamEvidence(
        Journal journal,
        MoneyRows money,
        TeamRows rows,
        Told told,
        ToldTeams teams,
        Merchant merchant,
        IReadOnlyList<CampaignTerms> terms
    )
    {
        (Rows, Told, Campaigns) = (rows, teams, terms);
        seatsOf = rows.Seats.ToLookup(s => s.Team);
        campaigns = terms.ToDictionary(c => c.Id);
        Teams = rows.Teams.ToDictionary(t => t.Id);
        Seats = rows.Seats.ToDictionary(s => s.Order);
        Money = new(journal, money, told, merchant, terms.Sum(c => c.Stock))
        {
            Failed = rows
                .Seats.Where(s => Teams.GetValueOrDefault(s.Team)?.State == TeamState.Failed)
                .Select(s => s.Order)
                .ToHashSet(),
        };
    }

    /// <summary>The same about the money; an order is a seat.</summary>
    public Evidence Money { get; }
    public TeamRows Rows { get; }
    public ToldTeams Told { get; }
    public IReadOnlyList<CampaignTerms> Campaigns { get; }

    public IReadOnlyDictionary<Guid, TeamRow> Teams { get; }
    public IReadOnlyDictionary<Guid, SeatRow> Seats { get; }

    public IReadOnlyList<SeatRow> SeatsOf(TeamRow team) => [.. seatsOf[team.Id]];

    /// <summary>How many paid seats complete a team at its deadline.</summary>
    public int Enough(TeamRow team) => campaigns.GetValueOrDefault(team.Campaign)?.Enough(team.Size) ?? team.Size;

    public CampaignTerms? TermsOf(Guid campaign) => campaigns.GetValueOrDefault(campaign);
}

/// <summary>A campaign as it was published.</summary>
/// <param name="VirtualPercent">Not zero: so much of a team suffices at its deadline, rounded up.</param>
internal sealed record CampaignTerms(Guid Id, string Name, long Stock, int LimitPerCustomer, int VirtualPercent)
{
    public int Enough(int size) => VirtualPercent == 0 ? size : ((size * VirtualPercent) + 99) / 100;
}

/// <summary>What customers were told about seats and teams, beside what <see cref="Told"/> says about the orders.</summary>
/// <param name="Seats">Each acknowledged seat.</param>
/// <param name="Teams">Every look at a team, in no order.</param>
/// <param name="Again">Keys that were pressed again after their acknowledgement.</param>
/// <param name="Gone">Orders of customers who wished to leave and were told that they have no seat.</param>
/// <param name="Last">What the API said of each team when everything was over.</param>
internal sealed record ToldTeams(
    IReadOnlyList<ToldSeat> Seats,
    IReadOnlyList<ToldTeam> Teams,
    IReadOnlyList<ToldAgain> Again,
    IReadOnlyList<Guid> Gone,
    IReadOnlyList<ToldTeam> Last
);

internal sealed record ToldSeat(
    Guid Order,
    Guid Customer,
    Guid Campaign,
    Guid Team,
    int Number,
    int Size,
    string ShareCode
);

/// <param name="State">Null: it said something that is no state, or nothing.</param>
internal sealed record ToldTeam(Guid Team, TeamState? State, int Size, int Paid, int Taken);

/// <param name="First">The bytes of the first acknowledgement.</param>
internal sealed record ToldAgain(Guid Order, string First, string Again);
