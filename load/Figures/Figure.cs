namespace FuelGrains.Load.Figures;

/// <summary>One figure to reach and what was measured. Null is "no target": it only explains another line.</summary>
internal sealed record Figure(string Name, string Target, string Measured, bool? Met, string Invalid = "")
{
    public bool Failed => Met == false || Invalid.Length > 0;

    public string Verdict =>
        Invalid.Length > 0
            ? $"INVALID: {Invalid}"
            : Met switch
            {
                null => "",
                true => "met",
                false => "FALLS SHORT",
            };

    public static Figure AtLeast(string name, double target, Series measured, string unit, string format) =>
        new(name, $">= {target}{unit}", measured.Text(format) + unit, measured.Median >= target);

    public static Figure Below(string name, double target, Series measured, string unit, string format) =>
        new(name, $"< {target}{unit}", measured.Text(format) + unit, measured.Median < target);
}
