using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class TabularTests
{
    private const string Classic = """
        values
        0.812  0.868  0.918      G
        0.762      #  0.660      X
        0.705  0.655  0.611  0.388
        policy
        >  >  >  G
        ^  #  ^  X
        ^  <  <  <
        1000 episodes of this policy: mean return 0.
        """;

    [Theory]
    [InlineData("value-iteration")]
    [InlineData("policy-iteration")]
    public void AWorldOnAGridIsShownAsAGrid(string method)
    {
        (int code, string output, string error) = Run($"{method} --env GridWorld-v0 --gamma 1");
        Assert.True(code == 0, error);
        Assert.StartsWith(Classic, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q-learning --alpha 0.05")]
    [InlineData("sarsa --alpha 0.05")]
    [InlineData("monte-carlo")]
    public void WhatIsLearntIsShownAndWorthTheBest(string line)
    {
        (int code, string output, string error) = Run(
            $"{line} --env GridWorld-v0 --gamma 1 --episodes 5000 --epsilon 0.2 --seed 3 --eval-episodes 2000");
        Assert.True(code == 0, error);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(9, lines.Length);
        Assert.Equal(">  >  >  G", lines[5].Trim());
        Assert.StartsWith("2000 episodes of this policy: mean return ", lines[8], StringComparison.Ordinal);
        double mean = double.Parse(lines[8].Split(' ')[7], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(mean, 0.66, 0.74);
    }

    [Fact]
    public void AWorldWithoutAGridIsShownAsATable()
    {
        (int code, string output, string error) = Run("value-iteration --env Taxi-v4 --gamma 1");
        Assert.True(code == 0, error);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(502, lines.Length);
        Assert.Equal("state  value   action", lines[0].TrimEnd());
        Assert.Equal("16     20.000  5", lines[17].TrimEnd()); // aboard, at the destination: drop off
        Assert.StartsWith("1000 episodes of this policy: mean return 7.", lines[501], StringComparison.Ordinal);
    }

    [Fact]
    public void ASeedDecidesWhatIsLearnt()
    {
        const string Line = "q-learning --env GridWorld-v0 --episodes 50 --seed";
        Assert.Equal(Run($"{Line} 1").Out, Run($"{Line} 1").Out);
        Assert.NotEqual(Run($"{Line} 1").Out, Run($"{Line} 2").Out);
    }

    [Theory]
    [InlineData("q-learnin --env GridWorld-v0", "'q-learnin'; did you mean 'q-learning'?")]
    [InlineData("sarsa --env GridWorl-v0", "did you mean 'GridWorld-v0'?")]
    [InlineData("sarsa --env GridWorld-v0 --episode 3", "Did you mean '--episodes'?")]
    [InlineData("sarsa", "--env")]
    [InlineData("sarsa --env GridWorld-v0 --episodes 0", "episodes: 0 is out of range")]
    [InlineData("sarsa --env GridWorld-v0 --gamma 2", "gamma: 2 is out of range")]
    [InlineData("value-iteration --env GridWorld-v0 --gamma 2", "gamma: 2 is out of range")]
    [InlineData("sarsa --env GridWorld-v0 --epsilon -1", "epsilon: -1 is out of range")]
    [InlineData("sarsa --env GridWorld-v0 --alpha 0", "alpha: 0 is out of range")]
    [InlineData("sarsa --env GridWorld-v0 --eval-episodes 0", "--eval-episodes: 0 is out of range")]
    [InlineData("value-iteration --env GridWorld-v0 --episodes 5", "--episodes: value-iteration plans")]
    [InlineData("policy-iteration --env GridWorld-v0 --epsilon 0.1", "--epsilon: policy-iteration plans")]
    [InlineData("monte-carlo --env GridWorld-v0 --alpha 0.1", "--alpha: monte-carlo has no step size")]
    [InlineData("value-iteration --env CartPole-v1", "CartPole-v1 has no table of its transitions")]
    [InlineData("q-learning --env CartPole-v1", "The observations of CartPole are Box")]
    public void WrongUsageIsOneSentenceThatNamesTheCulprit(string line, string culprit)
    {
        (int code, string output, string error) = Run(line);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith("asyncrl: ", error, StringComparison.Ordinal);
        Assert.Contains(culprit, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static (int Code, string Out, string Error) Run(string line) => Asyncrl.Run(["tabular", .. line.Split(' ')]);
}
