using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Stock.Opening;
using FuelGrains.Grains.Campaigns.Teams;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Opening;

/// <summary>Rows that are not what was asked for are an exception, never an order. The tables' contract reads real rows.</summary>
public sealed class PostgresOrderRowsTests
{
    private const int RowWidth = 2 + 7 * 4 + 3 * 16 + 4 * 8;
    private static readonly byte[] Header = new byte[19];

    [Fact]
    public void A_shard_without_orders_is_a_header_and_a_trailer() => Read([.. Header, 0xFF, 0xFF]).ShouldBe(0);

    [Fact]
    public void Rows_that_come_in_pieces_are_put_together() =>
        Read([.. Header, .. Row(), .. Row(), 0xFF, 0xFF], piece: 7).ShouldBe(2);

    [Fact]
    public void Rows_without_their_end_are_refused() =>
        Should.Throw<InvalidDataException>(() => Read([.. Header, .. Row(), .. Row()[..50]]));

    [Fact]
    public void A_row_with_another_number_of_columns_is_refused() =>
        Should.Throw<InvalidDataException>(() => Read([.. Header, 0, 6, .. Row()[2..], 0xFF, 0xFF]));

    [Fact]
    public void A_value_with_another_width_is_refused()
    {
        var row = Row();
        row[5] = 8;
        Should.Throw<InvalidDataException>(() => Read([.. Header, .. row, 0xFF, 0xFF]));
    }

    private static int Read(byte[] copied, int piece = int.MaxValue)
    {
        var counter = new Counter();
        new PostgresOrderRows(new PiecewiseStream(copied, piece)).ReadAll(
            counter,
            TestContext.Current.CancellationToken
        );
        return counter.Orders;
    }

    private static byte[] Row()
    {
        var row = new byte[RowWidth];
        row[1] = 7;
        var at = 2;
        foreach (var width in (byte[])[16, 16, 16, 8, 8, 8, 8])
        {
            row[at + 3] = width;
            at += 4 + width;
        }
        return row;
    }

    private sealed class Counter : IShardReader
    {
        public int Orders { get; private set; }

        public void Begin(long expected) { }

        public void Team(in StoredTeam team) { }

        public void Order(in StoredOrder order) => Orders++;
    }

    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, piece));
    }
}
