using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Customers.Notices;

/// <summary>Settings of the subscribe messages. Section <c>Notices</c>.</summary>
public sealed class NoticeOptions : IValidatableObject
{
    /// <summary>Maps each event to WeChat's template id. An event without a template is shown live only.</summary>
    public Dictionary<string, string> Templates { get; } = [];

    /// <summary>A file with the messages' fields, because templates differ in them. Default: the built-in notices.zh-CN.json.</summary>
    public string? TextsFile { get; set; }

    /// <summary>Most consents counted for a customer and template. Default: 20; then the customer must agree again.</summary>
    [Range(1, 1_000)]
    public int MaxConsents { get; set; } = 20;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var unknown in Templates.Keys.Where(name => NoticeEvent.Find(name) is null))
            yield return new(
                $"Notices:Templates names {unknown}, but events are {string.Join(", ", NoticeEvent.All.Select(e => e.Name))}.",
                [nameof(Templates)]
            );
        foreach (var twice in Templates.Values.GroupBy(id => id).Where(g => g.Count() > 1))
            yield return new(
                $"Notices:Templates has {twice.Key} for {twice.Count()} events, but a consent is for one.",
                [nameof(Templates)]
            );
        if (TextsFile is not null && !File.Exists(TextsFile))
            yield return new($"Notices:TextsFile names {TextsFile}, which is not there.", [nameof(TextsFile)]);
    }
}
