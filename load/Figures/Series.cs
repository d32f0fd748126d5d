using System.Globalization;

namespace FuelGrains.Load.Figures;

/// <summary>The same thing measured several times: its median speaks, its extremes say how far to trust it.</summary>
internal sealed class Series(IEnumerable<double> values)
{
    private readonly double[] sorted = [.. values.Order()];

    public double Median =>
        sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;

    public double Min => sorted[0];

    public double Max => sorted[^1];

    public string Text(string format)
    {
        string Show(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return sorted.Length == 1 ? Show(Median) : $"{Show(Median)} ({Show(Min)} to {Show(Max)})";
    }
}
