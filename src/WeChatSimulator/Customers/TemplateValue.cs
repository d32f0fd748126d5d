using System.Text.RegularExpressions;

namespace FuelGrains.WeChatSimulator.Customers;

/// <summary>
/// The values of a subscribe message, by the kind that a field's name begins with (developers.weixin.qq.com, "订阅消息参数值内容限制说明").
/// Characters are counted as UTF-16 units: WeChat does not say how it counts those beyond the Basic Multilingual Plane.
/// </summary>
internal static partial class TemplateValue
{
    private static readonly Dictionary<string, Regex> Forms = new()
    {
        ["thing"] = Thing(),
        ["number"] = Number(),
        ["letter"] = Letter(),
        ["symbol"] = Symbol(),
        ["character_string"] = CharacterString(),
        ["time"] = Time(),
        ["date"] = Date(),
        ["amount"] = Amount(),
        ["phone_number"] = PhoneNumber(),
        ["car_number"] = CarNumber(),
        ["name"] = Name(),
        ["phrase"] = Phrase(),
    };

    /// <summary>WeChat's words for a value that it refuses; null: WeChat takes the value, or does not know the kind.</summary>
    public static string? Fault(string field, string? value) =>
        string.IsNullOrEmpty(value) ? $"data.{field}.value is empty"
        : Forms.TryGetValue(field.TrimEnd("0123456789".ToCharArray()), out var form) && !form.IsMatch(value)
            ? $"data.{field}.value invalid"
        : null;

    [GeneratedRegex(@"^[^\p{Cc}]{1,20}\z")]
    private static partial Regex Thing();

    [GeneratedRegex(@"^(?=.{1,32}\z)-?[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z]{1,32}\z")]
    private static partial Regex Letter();

    [GeneratedRegex(@"^[^\p{L}\p{N}\p{Cc}]{1,5}\z")]
    private static partial Regex Symbol();

    [GeneratedRegex(@"^[^\p{Lo}\p{Cc}]{1,32}\z")]
    private static partial Regex CharacterString();

    [GeneratedRegex(@"^(\d{4}年\d{1,2}月\d{1,2}日 ?)?\d{1,2}:\d{2}(:\d{2})?(~.+)?\z")]
    private static partial Regex Time();

    [GeneratedRegex(@"^(\d{4}[年./-])?\d{1,2}[月./-](\d{1,2}日?)?( ?\d{1,2}:\d{2}(:\d{2})?)?(~.+)?\z")]
    private static partial Regex Date();

    [GeneratedRegex(@"^\p{Sc}?(?=[0-9.]{1,11}元?\z)[0-9]{1,10}(\.[0-9]+)?元?\z")]
    private static partial Regex Amount();

    [GeneratedRegex(@"^[0-9+*#() -]{1,17}\z")]
    private static partial Regex PhoneNumber();

    [GeneratedRegex(@"^[\p{Lo}A-Za-z0-9][A-Za-z0-9]{0,6}[\p{Lo}A-Za-z0-9]\z")]
    private static partial Regex CarNumber();

    [GeneratedRegex(@"^([^\p{Lo}\p{N}\p{Cc}]{1,20}|[^\p{N}\p{Cc}]{1,10})\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\p{Lo}{1,5}\z")]
    private static partial Regex Phrase();
}
