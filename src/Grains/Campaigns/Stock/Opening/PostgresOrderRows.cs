using System.Buffers.Binary;

namespace FuelGrains.Grains.Campaigns.Stock.Opening;

/// <summary>
/// Reads a shard's orders from a binary COPY. Every column has a width and none is null, so a row is as long as any other and each value
/// lies where it always does: that, and fewer columns, halves what a million rows cost either side.
/// </summary>
internal sealed class PostgresOrderRows(Stream copy)
{
    /// <summary>
    /// An order as <see cref="Order"/> reads it. The numbers lie in one column: quantity (24 bits), returned units (24), status (3),
    /// cause (3), prepared (1) and excused (1), from the lowest bit on.
    /// </summary>
    public const string Columns = """
        id, customer_id, key_hash, body_hash,
        quantity::bigint + (returned::bigint << 24) + ((status + cause * 8 + prepared * 64 + excused * 128)::bigint << 48),
        pay_by, coalesce(closed_at, '-infinity')
        """;

    private const int Fields = 7;
    private const int Id = 2;
    private const int Customer = Id + 4 + 16;
    private const int KeyHash = Customer + 4 + 16;
    private const int BodyHash = KeyHash + 4 + 16;
    private const int Numbers = BodyHash + 4 + 8;
    private const int PayBy = Numbers + 4 + 8;
    private const int ClosedAt = PayBy + 4 + 8;
    private const int Width = ClosedAt + 4 + 8;

    // The signature, the flags, and the length of an extension that there is not.
    private const int HeaderWidth = 11 + 4 + 4;
    private const int BufferSize = 65_536;

    private static readonly DateTimeOffset TimeZero = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="InvalidDataException">The rows are not what <see cref="Columns"/> says.</exception>
    public void ReadAll(IShardReader reader, CancellationToken ct)
    {
        var buffer = new byte[BufferSize];
        copy.ReadExactly(buffer, 0, HeaderWidth);
        var end = 0;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var read = copy.Read(buffer, end, buffer.Length - end);
            if (read == 0)
                throw new InvalidDataException("The rows of a shard end in the middle.");
            end += read;
            var start = 0;
            for (; end - start >= Width; start += Width)
                reader.Order(Order(buffer.AsSpan(start, Width)));
            // The trailer is a row of -1 fields.
            if (end - start == 2 && BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(start)) == -1)
                return;
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
        }
    }

    private static StoredOrder Order(ReadOnlySpan<byte> row)
    {
        if (BinaryPrimitives.ReadInt16BigEndian(row) != Fields)
            throw new InvalidDataException("An order has other columns than were asked for.");
        var numbers = Long(row, Numbers);
        var (quantity, state) = ((int)(numbers & 0xFFFFFF), (int)(numbers >> 48));
        return new(
            new(Uuid(row, Id)),
            new(Uuid(row, Customer)),
            Uuid(row, KeyHash),
            Long(row, BodyHash),
            quantity,
            new(
                (OrderStatus)(state & 7),
                (CloseCause)((state >> 3) & 7),
                (state & 64) != 0,
                quantity,
                (int)((numbers >> 24) & 0xFFFFFF),
                (state & 128) != 0
            ),
            Time(Long(row, PayBy)),
            ClosedAt: Long(row, ClosedAt) is not long.MinValue and var closedAt ? Time(closedAt) : null
        );
    }

    private static DateTimeOffset Time(long microseconds) =>
        TimeZero.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static Guid Uuid(ReadOnlySpan<byte> row, int field) => new(Value(row, field, 16), bigEndian: true);

    private static long Long(ReadOnlySpan<byte> row, int field) =>
        BinaryPrimitives.ReadInt64BigEndian(Value(row, field, 8));

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> row, int field, int width) =>
        BinaryPrimitives.ReadInt32BigEndian(row[field..]) == width
            ? row.Slice(field + 4, width)
            : throw new InvalidDataException("A value of an order has another width than its column.");
}
