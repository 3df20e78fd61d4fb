using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class InspectEnvTests
{
    [Fact]
    public void AllThatIsAskedForIsShown()
    {
        (int code, string output, string error) = Asyncrl.Run("inspect-env", "Pendulum-v1", "--episodes", "5");
        Assert.True(code == 0, error);
        string[] expected =
        [
            "Pendulum-v1: 5 episodes, 1,000 steps", "return ", "length ", "discounted by 0.99",
            "0 terminated, 5 truncated, 0 cut", "element 2", "advice: Rewards average", "preset: a3c",
        ];
        Assert.All(expected, part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Fact]
    public void ManyElementsAreSummedUp()
    {
        (_, string output, _) = Asyncrl.Run("inspect-env", "MinAtar/Breakout-v1", "--episodes", "5");
        Assert.Contains("element 9 ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("element 10", output, StringComparison.Ordinal);
        Assert.Contains("all 400", output, StringComparison.Ordinal);
    }

    [Fact]
    public void NoEpisodesAreRefused()
    {
        (int code, _, string error) = Asyncrl.Run("inspect-env", "CartPole-v1", "--episodes", "0");
        Assert.Equal(2, code);
        Assert.Contains("--episodes: 0 is out of range", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheOldNameStillWorksAndIsNeitherListedNorSuggested()
    {
        (int code, string output, _) = Asyncrl.Run("doctor", "--env", "CartPole-v1", "--episodes", "3");
        Assert.Equal(0, code);
        Assert.Equal(Asyncrl.Run("inspect-env", "CartPole-v1", "--episodes", "3").Out, output);
        Assert.DoesNotContain("doctor", Asyncrl.Run("--help").Out, StringComparison.Ordinal);
        Assert.DoesNotContain("'doctor'", Asyncrl.Run("doktor").Error, StringComparison.Ordinal);
        Assert.Contains("'inspect-env'", Asyncrl.Run("inspect-emv").Error, StringComparison.Ordinal);
    }
}
