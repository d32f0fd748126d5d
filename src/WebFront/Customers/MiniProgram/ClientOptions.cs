using System.ComponentModel.DataAnnotations;

namespace FuelGrains.WebFront.Customers.MiniProgram;

/// <summary>Settings of the mini-program: its flags, its oldest version, its reports. Section <c>Client</c>.</summary>
internal sealed class ClientOptions : IValidatableObject
{
    /// <summary>
    /// The oldest version of the mini-program that may begin an order, such as 1.4.0. Older ones still read, pay and refund. Default: null,
    /// any.
    /// </summary>
    public string? MinimumVersion { get; set; }

    /// <summary>Switches of the mini-program by name.</summary>
    public Dictionary<string, bool> Flags { get; } = [];

    /// <summary>The files by which WeChat checks that a domain, or the address of a printed code, is the chain's.</summary>
    public List<VerificationFile> VerificationFiles { get; } = [];

    /// <summary>Reports of faults that a node takes in a minute. Default: 300.</summary>
    [Range(1, 100_000)]
    public int ErrorsPerMinute { get; set; } = 300;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinimumVersion is not null && ClientVersion.Parse(MinimumVersion) is null)
            yield return new($"Client:MinimumVersion is '{MinimumVersion}', which is no version such as 1.4.0.");
        foreach (var wrong in VerificationFiles.Where(file => !file.IsValid))
            yield return new(
                $"Client:VerificationFiles names '{wrong.Name}': a name has letters, digits, _ and -, and ends in .txt, "
                    + "and its text has 1 to 1000 characters."
            );
        foreach (var twice in VerificationFiles.GroupBy(file => file.Name).Where(files => files.Count() > 1))
            yield return new($"Client:VerificationFiles names '{twice.Key}' twice.");
    }
}

/// <summary>A file that WeChat's console gives out, and asks for at the chain's address.</summary>
internal sealed partial class VerificationFile
{
    private const int MaxText = 1_000;

    public string Name { get; set; } = "";
    public string Text { get; set; } = "";

    public bool IsValid => Pattern().IsMatch(Name) && Text.Length is > 0 and <= MaxText;

    [System.Text.RegularExpressions.GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}\.txt\z")]
    private static partial System.Text.RegularExpressions.Regex Pattern();
}
