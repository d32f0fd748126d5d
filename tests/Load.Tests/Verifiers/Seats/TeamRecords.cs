using FuelGrains.Load.Tests.Verifiers.Payments;
using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentRecords;

namespace FuelGrains.Load.Tests.Verifiers.Seats;

/// <summary>The records of a small run, written by hand: two campaigns, and a team of each end.</summary>
internal sealed record TeamRecords
{
    public const int Hot = 1;
    public const int Virtual = 2;
    public static readonly CampaignTerms[] Campaigns =
    [
        new(Campaign(Hot), "hot", 6, 3, 0),
        new(Campaign(Virtual), "virtual", 4, 3, 60),
    ];
    public static readonly DateTimeOffset Deadline = Noon.AddMinutes(20);

    public PaymentRecords Money { get; init; } = new();
    public TeamRows Rows { get; init; } = new();
    public TeamAcknowledgements Told { get; init; } = new([], [], [], [], []);

    public TeamHistory History => new(Money.Journal, Money.Rows, Rows, Money.Told, Told, Us, Campaigns);

    public static Guid Campaign(int n) => new($"00000000-0000-7000-a000-{n:000000000000}");

    public static Guid Team(int n) => new($"00000000-0000-7000-b000-{n:000000000000}");

    /// <summary>A correct product under faults, with one of everything.</summary>
    public static TeamRecords Honest =>
        new TeamRecords()
            // Team 1 is complete.
            .Opened(1, Hot, 2, TeamState.Completed, paid: 2, taken: 2, by: 1, ended: Noon.AddMinutes(2))
            .Bought(1, 1, 1)
            .Bought(2, 1, 2)
            // Team 2 failed: one member had paid, one had not, and one paid late.
            .Opened(2, Hot, 4, TeamState.Failed, paid: 1, taken: 2, by: 3, ended: Deadline)
            .Repaid(3, 2, 1)
            .Cancelled(4, 2, 2)
            .Late(5, 2, 3)
            // Team 3 is dissolved: its only member paid and left.
            .Opened(3, Hot, 3, TeamState.Dissolved, paid: 0, taken: 0, by: 6, ended: Noon.AddMinutes(3))
            .Repaid(6, 3, -1, left: true)
            // Team 4 is complete with three of five at the deadline; one of the seats was somebody's before.
            .Opened(4, Virtual, 5, TeamState.Completed, paid: 3, taken: 3, by: 7, ended: Deadline, isShort: true)
            .Bought(7, 4, 1)
            .Bought(8, 4, 2)
            .Bought(9, 4, 3)
            .Cancelled(10, 4, -3, at: -1)
            .Settled();

    public TeamRecords Opened(
        int n,
        int campaign,
        int size,
        TeamState state,
        int paid,
        int taken,
        int by,
        DateTimeOffset ended,
        bool isShort = false
    )
    {
        var team = new TeamRow(
            Team(n),
            Campaign(campaign),
            state,
            size,
            paid,
            taken,
            isShort,
            Customer(by),
            Noon,
            Deadline,
            ended,
            $"CODE{n}"
        );
        return this with { Rows = Rows with { Teams = [.. Rows.Teams, team] } };
    }

    public TeamRecords Bought(int n, int team, int seat) =>
        Seated(
            n,
            team,
            seat,
            OrderState.Fulfilled,
            Money.Placed(n, 1, OrderState.Fulfilled).Paid(n).Kept(n).Vouchers(n, 1)
        );

    public TeamRecords Cancelled(int n, int team, int seat, int at = 0) =>
        Seated(n, team, seat, OrderState.Cancelled, Money.Placed(n, 1, OrderState.Cancelled, prepared: false), at);

    public TeamRecords Late(int n, int team, int seat) =>
        Seated(
            n,
            team,
            seat,
            OrderState.Cancelled,
            Money
                .Placed(n, 1, OrderState.Cancelled)
                .Paid(n, at: Noon.AddMinutes(30))
                .PaymentRefunded(n)
                .Refunded(n, n, Price, 0, RefundCause.Late)
        );

    public TeamRecords Repaid(int n, int team, int seat, bool left = false)
    {
        var money = Money
            .Placed(n, 1, OrderState.Refunded, returned: 1)
            .Paid(n)
            .Kept(n, refunded: Price)
            .Refunded(n, n, Price, 1, RefundCause.TeamEnded);
        var told = money.Told.Orders.Select(o =>
            o.Id == Order(n) ? o with { AskedToCancel = left, AskedForMoneyBack = left, UnitsPromisedBack = 0 } : o
        );
        return Seated(n, team, seat, OrderState.Refunded, money with { Told = money.Told with { Orders = [.. told] } });
    }

    /// <summary>Adds counters, claims and the last observation of each team, as the rows have them.</summary>
    public TeamRecords Settled() =>
        this with
        {
            Rows = Rows with
            {
                Claims =
                [
                    .. Rows
                        .Seats.GroupBy(s => (s.Campaign, s.Customer))
                        .Select(g => new ClaimRow(
                            g.Key.Campaign,
                            g.Key.Customer,
                            null,
                            null,
                            g.Count(s => s.IsTheirs)
                        )),
                ],
                Shards =
                [
                    .. Campaigns.Select(c => new ShardRow(
                        c.Id,
                        c.Stock,
                        0,
                        Rows.Seats.Count(s => s.Campaign == c.Id && s.IsTheirs)
                    )),
                ],
            },
            Told = Told with
            {
                Teams = [.. Rows.Teams.Select(t => new ObservedTeam(t.Id, TeamState.Open, t.Size, 0, 1))],
                Last = [.. Rows.Teams.Select(t => new ObservedTeam(t.Id, t.State, t.Size, t.Paid, t.Taken))],
                Again = [new(Order(1), "{}", "{}")],
                Gone = [Order(4)],
            },
        };

    private TeamRecords Seated(int n, int team, int seat, OrderState state, PaymentRecords money, int at = 0)
    {
        var of = Rows.Teams.Single(t => t.Id == Team(team));
        var created = Noon.AddMinutes(at);
        var row = new SeatRow(
            Order(n),
            of.Campaign,
            of.Id,
            seat,
            Customer(n),
            state,
            created,
            Noon.AddMinutes(15),
            state is OrderState.Fulfilled or OrderState.Refunded ? created.AddSeconds(50) : null,
            state == OrderState.Fulfilled ? null
                : state == OrderState.Refunded ? Deadline.AddMinutes(1)
                : created.AddSeconds(55)
        );
        var told = new SeatedReply(
            row.Order,
            row.PayBy,
            Price,
            of.Id,
            Math.Abs(seat),
            of.Size,
            of.Deadline,
            of.ShareCode
        );
        return this with
        {
            Money = money,
            Rows = Rows with { Seats = [.. Rows.Seats, row] },
            Told = Told with { Seats = [.. Told.Seats, new(told, row.Customer, of.Campaign)] },
        };
    }
}
