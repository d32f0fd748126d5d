using FuelGrains.Grains.Customers.Notices;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Customers.Notices;

public sealed class NoticeTextsTests
{
    private static readonly NoticeFacts Facts = new(
        new(Guid.NewGuid()),
        "95# 汽油 30 升券",
        1_234_505,
        new(2026, 9, 30, 16, 5, 0, TimeSpan.Zero),
        Guid.NewGuid()
    );

    [Fact]
    public void Every_event_has_a_text_and_every_field_is_filled_within_wechat_s_limits()
    {
        foreach (var about in NoticeEvent.All)
        {
            var (page, data) = Texts().Of(about.Name, Facts).ShouldNotBeNull();
            page.ShouldEndWith($"={Facts.About}");
            data.ShouldNotBeEmpty();
            data.Values.ShouldAllBe(value => value.Length > 0 && !value.Contains('{'));
            data.Where(field => field.Key.StartsWith("thing", StringComparison.Ordinal))
                .ShouldAllBe(field => field.Value.Length <= 20);
        }
        Texts().Of("nothing", Facts).ShouldBeNull();
    }

    [Fact]
    public void Money_is_in_yuan_and_time_is_china_s()
    {
        var data = Texts().Of("paid", Facts)!.Value.Data;
        (data["thing1"], data["amount2"], data["time3"]).ShouldBe(
            ("95# 汽油 30 升券", "¥12345.05", "2026年10月1日 00:05")
        );
    }

    [Fact]
    public void A_long_title_is_cut_and_its_braces_are_left_alone()
    {
        Texts().Of("paid", Facts with { Title = "{amount}" })!.Value.Data["thing1"].ShouldBe("{amount}");
        Texts()
            .Of("paid", Facts with { Title = new('长', 30) })!
            .Value.Data["thing1"]
            .ShouldBe(new string('长', 19) + "…");
    }

    [Fact]
    public void Settings_that_cannot_be_meant_are_named()
    {
        Errors(new() { Templates = { ["payed"] = "t" } }).ShouldContain("payed");
        Errors(new() { Templates = { ["paid"] = "t", ["expired"] = "t" } }).ShouldContain("a consent is for one");
        Errors(new() { TextsFile = "/nowhere/texts.json" }).ShouldContain("/nowhere/texts.json");
        Errors(new() { Templates = { ["paid"] = "t", ["expired"] = "u" } }).ShouldBeEmpty();
    }

    private static NoticeTexts Texts() => new(Options.Create(new NoticeOptions()));

    private static string Errors(NoticeOptions options) =>
        string.Join(' ', options.Validate(new(options)).Select(r => r.ErrorMessage));
}
