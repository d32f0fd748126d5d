using Npgsql;
using NpgsqlTypes;

namespace FuelGrains.Grains.Storage;

/// <summary>What the statements of both kinds of batch take, in the order in which both name it.</summary>
internal static class PostgresBatchParameters
{
    public static void AddHolds(NpgsqlParameterCollection p, List<NewOrder> holds)
    {
        Add(p, holds.ConvertAll(h => h.Id.Value));
        Add(p, holds.ConvertAll(h => h.Customer.Value));
        Add(p, holds.ConvertAll(h => h.KeyHash));
        Add(p, holds.ConvertAll(h => h.BodyHash));
        Add(p, holds.ConvertAll(h => h.Quantity));
        Add(p, holds.ConvertAll(h => h.AmountFen));
        Add(p, holds.ConvertAll(h => h.CreatedAt));
        Add(p, holds.ConvertAll(h => h.PayBy));
    }

    public static void AddMoves(NpgsqlParameterCollection p, List<OrderTransition> moves)
    {
        Add(p, moves.ConvertAll(m => m.Id.Value));
        Add(p, moves.ConvertAll(m => (short)m.From));
        Add(p, moves.ConvertAll(m => (short)m.To));
        Add(p, moves.ConvertAll(m => (short)m.Cause));
        Add(p, moves.ConvertAll(m => (short)(m.Next.Prepared ? 1 : 0)));
        Add(p, moves.ConvertAll(m => m.Next.Returned));
        Add(p, moves.ConvertAll(m => m.HeldDelta));
        Add(p, moves.ConvertAll(m => m.ConfirmedDelta));
        Add(p, moves.ConvertAll(m => m.At));
    }

    public static void AddNextPayBy(NpgsqlParameterCollection p, ShardBatch batch) =>
        p.Add(
            new NpgsqlParameter
            {
                NpgsqlDbType = NpgsqlDbType.TimestampTz,
                Value = (object?)batch.NextPayBy ?? DBNull.Value,
            }
        );

    public static void Add<T>(NpgsqlParameterCollection p, T value) =>
        p.Add(new NpgsqlParameter<T> { TypedValue = value });
}
