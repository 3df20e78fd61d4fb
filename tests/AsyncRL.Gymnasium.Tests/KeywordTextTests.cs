using System.Text.Json.Nodes;

namespace AsyncRL.Gymnasium.Tests;

public sealed class KeywordTextTests
{
    [Theory]
    [InlineData("3", "3")]
    [InlineData("-3", "-3")]
    [InlineData("0.5", "0.5")]
    [InlineData("1e-3", "0.001")]
    [InlineData("true", "true")]
    [InlineData("False", "false")]
    [InlineData("none", "null")]
    [InlineData("None", "null")]
    [InlineData("8x8", "\"8x8\"")]
    [InlineData("\"3\"", "\"3\"")]
    [InlineData("[1,2,\"a\"]", "[1,2,\"a\"]")]
    [InlineData("{\"a\":[true]}", "{\"a\":[true]}")]
    [InlineData("nan", "\"nan\"")]
    [InlineData("", "\"\"")]
    public void ATextIsWhatItLooksLike(string text, string json)
    {
        JsonNode? value = KeywordText.Parse("key", text);
        Assert.Equal(json, value is null ? "null" : value.ToJsonString());
    }

    [Fact]
    public void WhatBeginsLikeJsonMustBeIt()
    {
        var e = Assert.Throws<ArgumentException>(() => KeywordText.Parse("maps", "[1, 2"));
        Assert.StartsWith("maps=[1, 2 begins like JSON but is none", e.Message, StringComparison.Ordinal);
    }
}
