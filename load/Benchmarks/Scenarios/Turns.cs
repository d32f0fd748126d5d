namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>Rounds in which the product and its peer are measured in turn.</summary>
internal static class Turns
{
    /// <summary>Measures both. The order alternates, because the first one would always find the coolest machine otherwise.</summary>
    public static async Task<(T Product, T Peer)> MeasureAsync<T>(int round, Func<Task<T>> product, Func<Task<T>> peer)
    {
        if (round % 2 == 0)
            return (await product(), await peer());
        var first = await peer();
        return (await product(), first);
    }

    /// <summary>Says why the rounds count for nothing, by the first reason and the lost connections; empty when they count.</summary>
    public static string Invalid(IEnumerable<string> reasons, string connections = "connections", int lost = 0)
    {
        var reason = reasons.FirstOrDefault(r => r.Length > 0, "");
        return lost > 0 ? $"{lost:N0} {connections} were lost; {reason}" : reason;
    }
}
