namespace FuelGrains.WebFront.Ops;

/// <summary>Judges the free texts of requests, such as reasons and notes.</summary>
internal static class TextInput
{
    /// <summary>The reason why a text that is needed is refused; null when it is fine. Spaces around it do not count.</summary>
    public static string? Wrong(string text, int most) =>
        text.Trim().Length is 0 || text.Trim().Length > most || text.Any(char.IsControl)
            ? $"Must have 1 to {most} characters, none of them control characters."
            : null;
}
