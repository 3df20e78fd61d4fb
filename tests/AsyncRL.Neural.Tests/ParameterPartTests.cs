namespace AsyncRL.Neural.Tests;

public sealed class ParameterPartTests
{
    private static readonly ParameterLayout Whole = new NetworkDescription([7], [new DenseLayer(40)], [new("q", 3)]).Parameters;
    private static readonly ParameterLayout Small = new NetworkDescription([2], [], [new("q", 3)]).Parameters;

    [Fact]
    public void APartSharesItsMemoryWithTheWhole()
    {
        var whole = new ParameterVector(Whole);
        ParameterVector part = whole.Part(Small, 32);
        part.Span.Fill(2f);
        for (int i = 0; i < whole.Span.Length; i++)
        {
            Assert.Equal(i >= 32 && i < 32 + Small.Length ? 2f : 0f, whole.Span[i]);
        }

        whole.Span[40] = 5f;
        Assert.Equal(5f, part.Span[8]);
        Assert.Same(Small, part.Layout);
        part.Clear();
        Assert.DoesNotContain(whole.Span.ToArray(), x => x != 0f);
    }

    [Fact]
    public void APartOfAPartLiesWhereBothSay()
    {
        var whole = new ParameterVector(Whole);
        ParameterVector part = whole.Part(new ParameterLayout(96, []), 32).Part(Small, 16);
        part.Span[0] = 1f;
        Assert.Equal(1f, whole.Span[48]);
    }

    [Fact]
    public void APartIsUpdatedLikeAVectorOfItsOwnAndNothingBesideIt()
    {
        foreach (Optimizer rule in (Optimizer[])[new RmsProp(), new MomentumSgd(), new Adam()])
        {
            (ParameterVector whole, ParameterVector alone, ParameterVector gradient) = (new(Whole), new(Small), new(Small));
            whole.Span.Fill(1f);
            alone.Span.Fill(1f);
            gradient.Span.Fill(0.5f);
            ParameterVector part = whole.Part(Small, 64);
            rule.Apply(part, rule.CreateState(Small), gradient, 0.1f);
            rule.Apply(alone, rule.CreateState(Small), gradient, 0.1f);
            Assert.True(part.Span.SequenceEqual(alone.Span));
            Assert.NotEqual(1f, part.Span[0]);
            Assert.Equal(whole.Span.Length - Small.Length, whole.Span.Count(1f));
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(-16)]
    [InlineData(1 << 20)]
    [InlineData(int.MaxValue - 15)]
    public void APartThatDoesNotFitIsRefused(int first) =>
        Assert.Contains(
            "start at",
            Assert.Throws<ArgumentException>(() => new ParameterVector(Whole).Part(Small, first)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void APartMayEndWithTheWholeButNotBeyond()
    {
        var whole = new ParameterVector(Whole);
        Assert.Equal(Small.Length, whole.Part(Small, Whole.Length - Small.Length).Span.Length);
        Assert.Throws<ArgumentException>(() => whole.Part(Small, Whole.Length - Small.Length + 16));
    }
}
