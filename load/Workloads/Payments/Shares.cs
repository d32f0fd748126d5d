namespace FuelGrains.Load.Workloads.Payments;

/// <summary>How many of a hundred customers have a behaviour.</summary>
/// <param name="Option">The option that decides how many.</param>
/// <param name="What">The behaviour in the words of <c>--help</c>.</param>
/// <param name="Told">The behaviour in the words of the report.</param>
/// <param name="Behaviours">Customers have them in turn.</param>
internal sealed record Share(string Option, string What, int Of100, string Told, params Behaviour[] Behaviours);

/// <summary>The behaviours of customers; those beyond all shares simply pay.</summary>
internal sealed record Shares(IReadOnlyList<Share> All)
{
    public int Sum => All.Sum(share => share.Of100);

    public string Text =>
        $"Of a hundred customers {string.Join(", ", All.Select(share => $"{share.Of100} {share.Told}"))}.";

    /// <summary>How many of a hundred customers pay in time, or would.</summary>
    public int PayInTime => 100 - All.Where(share => share.Option is "--never" or "--late").Sum(share => share.Of100);

    /// <summary>Seed and customer number decide, not speed: the same seed gives the same behaviours again.</summary>
    public Behaviour Of(int seed, int customer)
    {
        var drawn = Draw.Of(seed, customer).Next(100);
        var share = Draw.Pick(drawn, All, share => share.Of100);
        return share is null ? Behaviour.Pays : share.Behaviours[customer % share.Behaviours.Length];
    }
}

internal static class Draw
{
    /// <summary>Returns the item whose share the drawn number (0 to 99) falls into; null when it is beyond all shares.</summary>
    public static T? Pick<T>(int drawn, IEnumerable<T> items, Func<T, int> of100)
        where T : class => items.FirstOrDefault(item => (drawn -= of100(item)) < 0);

    public static Random Of(int seed, int customer) => new(HashCode(seed, customer));

    // System.HashCode differs from process to process.
    private static int HashCode(int seed, int customer) =>
        unchecked((int)((((uint)seed * 2_654_435_761u) ^ ((uint)customer * 2_246_822_519u)) & int.MaxValue));
}
