namespace FuelGrains.Load.Tests.Verifiers.Fuel;

/// <summary>Tests whether a station counts as known again, and whether all of its sales do.</summary>
public sealed class FuelSaleVerifierTests
{
    private static readonly Guid Station = Guid.NewGuid();
    private static readonly Dictionary<int, Meter> Open = new() { [1] = new(20_000, 16_000, Cleared: 0) };
    private static readonly BoardReply Board = new(
        Connected: true,
        [new("92", true), new("95", true)],
        [new(1, "readyToPay", 20_000, 16_000, "open"), new(2, "locked", null, null, null)]
    );

    private static readonly Dictionary<(Guid Station, int Pump, string Transaction), Meter> Sold = new()
    {
        [(Station, 1, "t1")] = Open[1],
    };

    public static TheoryData<string> Missing => [.. Boards.Keys];

    private static readonly Dictionary<string, BoardReply?> Boards = new()
    {
        ["no answer"] = null,
        ["not connected"] = Board with { Connected = false },
        ["1 pumps have no state"] = Board with { Pumps = [Board.Pumps[0], Board.Pumps[1] with { State = "unknown" }] },
        ["2 pumps have no state"] = Board with { Pumps = [] },
        ["1 prices are not current"] = Board with { Prices = [new("92", true), new("95", false)] },
        ["pump 1 owes 16000 fen for 20000 ml"] = Board with
        {
            Pumps = [Board.Pumps[0] with { Sale = null }, Board.Pumps[1]],
        },
        ["pump 1 owes 16000 fen for 20000 ml, and"] = Board with
        {
            Pumps = [Board.Pumps[0] with { VolumeMl = 19_990 }, Board.Pumps[1]],
        },
    };

    [Fact]
    public void A_board_with_everything_on_it_lacks_nothing() =>
        BoardVerifier.Missing(Board, 2, 2, Open).ShouldBeNull();

    [Theory]
    [MemberData(nameof(Missing))]
    public void What_a_board_lacks_is_named(string what) =>
        BoardVerifier.Missing(Boards[what], 2, 2, Open)!.ShouldStartWith(what);

    [Fact]
    public void A_sale_may_be_known_later_and_a_later_one_earlier()
    {
        var all = new Dictionary<(Guid Station, int Pump, string Transaction), Meter>(Sold)
        {
            [(Station, 1, "t2")] = new(1_000, 800, Cleared: 0),
        };
        FuelSaleVerifier.Of(Sold, all, [new(Station, 1, "t1", 20_000, 16_000)]).ShouldAllBe(check => check.Held);
        FuelSaleVerifier
            .Of(Sold, all, [new(Station, 1, "t1", 20_000, 16_000), new(Station, 1, "t2", 1_000, 800)])
            .ShouldAllBe(check => check.Held);
    }

    [Fact]
    public void Sales_that_are_lost_made_up_doubled_or_changed_are_found()
    {
        FuelSaleRow right = new(Station, 1, "t1", 20_000, 16_000);
        Broken().ShouldStartWith("sales lost");
        Broken(right, right with { Transaction = "t9" }).ShouldStartWith("sales invented");
        Broken(right, right).ShouldStartWith("sales known twice");
        Broken(right with { AmountFen = 15_999 }).ShouldStartWith("each at the meter's own");

        static string Broken(params FuelSaleRow[] rows) =>
            FuelSaleVerifier.Of(Sold, Sold, rows).Single(check => !check.Held).Promise;
    }
}
