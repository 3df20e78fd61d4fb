using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

/// <summary>Ids of Python's environments in the command, as far as they need no Python.</summary>
public sealed class GymnasiumTests
{
    [Fact]
    public void APythonThatIsNotThereIsOneSentence()
    {
        const string Expected = "asyncrl: 'gym:CartPole-v1' cannot be played here: the option python names 'no-such-python', " +
            "which is no program here; give the path of a Python interpreter.";
        string[] python = ["--env-set", "python=no-such-python"];
        foreach (string[] command in (string[][])[["train", "a2c"], ["doctor"]])
        {
            Assert.Contains(
                Expected, Asyncrl.Refuse([.. command, "--env", "gym:CartPole-v1", .. python]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TheFamilyIsListed() =>
        Assert.Contains(
            "gym:...: any environment of Python's Gymnasium", Asyncrl.Succeed("list", "environments"), StringComparison.Ordinal);
}
