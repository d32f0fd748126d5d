using System.Globalization;
using System.Text;
using CsCheck;
using FuelGrains.Grains.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

public sealed class WeChatLimitsTests
{
    // Characters of one, two, three and four bytes, a decomposed é, a flag, a family of emoji, and the marks that join them.
    private static readonly string[] Pieces =
    [
        "a",
        "é",
        "油",
        "😀",
        "e\u0301",
        "🇨🇳",
        "👨‍👩‍👧‍👦",
        "\u0301",
        "\u200d",
        "\n",
        "",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1]
        .Array[0, 60]
        .Select(all => string.Concat(all.Select(i => Pieces[i])));

    [Theory]
    [InlineData(127, 43, 42)]
    [InlineData(80, 27, 26)]
    [InlineData(129, 43, 43)]
    public void Bytes_are_counted_and_not_characters(int most, int written, int left) =>
        new TextLimit(TextUnit.Bytes, most).Cut(new('油', written)).ShouldBe(new('油', left));

    [Theory]
    [InlineData(5, "ab😀c", "ab")]
    [InlineData(6, "ab😀c", "ab😀")]
    [InlineData(3, "ae\u0301", "a")]
    [InlineData(4, "ae\u0301", "ae\u0301")]
    [InlineData(9, "a🇨🇳b", "a🇨🇳")]
    [InlineData(8, "a🇨🇳b", "a")]
    [InlineData(10, "👨‍👩‍👧‍👦", "👨‍")]
    public void A_cut_is_between_characters_as_people_see_them(int most, string text, string cut) =>
        new TextLimit(TextUnit.Bytes, most).Cut(text).ShouldBe(cut);

    [Fact]
    public void A_cut_text_is_the_longest_beginning_of_whole_characters_that_fits() =>
        Gen.Select(Texts, Gen.Int[1, 140], Gen.Enum<TextUnit>())
            .Sample(
                (text, most, unit) =>
                {
                    var limit = new TextLimit(unit, most);
                    var cut = limit.Cut(text);
                    limit.Allows(cut).ShouldBeTrue();
                    text.ShouldStartWith(cut, Case.Sensitive);
                    Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)).ShouldBe(cut, "half a character is left");
                    var elements = StringInfo.ParseCombiningCharacters(text);
                    var whole = elements
                        .Append(text.Length)
                        .Select(end => text[..end])
                        .Last(beginning => limit.Allows(beginning));
                    if (whole.Length > 0)
                        cut.ShouldBe(whole);
                }
            );

    [Theory]
    [InlineData("thing1", "95# 汽油 30 升券", "95# 汽油 30 升券")]
    [InlineData("thing1", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…")]
    [InlineData("thing12", "一行\r\n两行", "一行 两行")]
    [InlineData("thing4", "😀😀😀😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀😀…")]
    [InlineData("phrase5", "等待成团完成", "等待成团完")]
    [InlineData("name3", "欧阳欧阳欧阳欧阳欧阳欧", "欧阳欧阳欧阳欧阳欧阳")]
    [InlineData("character_string6", "0123456789012345678901234567890123", "01234567890123456789012345678901")]
    [InlineData("amount2", "¥12345678901234.05", "¥12345678901234.05")]
    [InlineData("time3", "2026年10月1日 00:05", "2026年10月1日 00:05")]
    public void A_value_of_a_template_is_cut_only_where_a_cut_does_no_harm(string field, string value, string fit) =>
        WeChatLimits.Fit(field, value).ShouldBe(fit);
}
