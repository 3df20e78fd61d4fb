using AsyncRL.Environments;
using AsyncRL.Gymnasium.Tests.Support;
using Xunit.Abstractions;

namespace AsyncRL.Gymnasium.Tests;

/// <summary>Python environments that break, each in one way, and the sentence that each gets.</summary>
[Collection(Serial.Name)]
public sealed class BrokenTests(ITestOutputHelper output)
{
    private const string Name = "gym:asyncrl_worlds:Broken: ";

    [Theory]
    [InlineData("raises", "in step: KeyError: 'missing thing' (asyncrl_worlds.py, line")]
    [InlineData("shape", "the observation has the shape (2, 1), but Box(-1.0, 1.0, (2,), float32) was declared.")]
    [InlineData("dtype", "the observation is of dtype float64, but Box(-1.0, 1.0, (2,), float32) was declared; return")]
    [InlineData("list", "the observation is a list, but Box(-1.0, 1.0, (2,), float32) was declared; return numpy.asarray")]
    [InlineData("nan", "step returned NaN as element 1 of its observation, which is not a finite number.")]
    [InlineData("reward_nan", "step returned the reward Infinity, which is not a finite number.")]
    [InlineData("reward_text", "the reward is a str ('much'), which is no number.")]
    [InlineData("reward_digits", "the reward is a str ('1.5'), which is no number.")]
    [InlineData("unsaid", "in step: Unsaid: no message (asyncrl_worlds.py, line")]
    [InlineData("flags", "terminated is a str ('yes'), which is neither true nor false.")]
    [InlineData("four", "step returned 4 values, but Gymnasium's returns observation, reward, terminated, truncated and info.")]
    public void AStepThatBreaksIsNamed(string way, string expected)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        foreach (PythonPlace place in (PythonPlace[])[PythonPlace.Workers, PythonPlace.Process])
        {
            var e = Assert.Throws<GymnasiumException>(() => Play(way, place));
            Assert.StartsWith(Name + expected, e.Message, StringComparison.Ordinal);
            Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
            Assert.Equal("gym:asyncrl_worlds:Broken", e.Id);
        }
    }

    [Theory]
    [InlineData("reset_shape", "the observation has the shape (3,), but Box(-1.0, 1.0, (2,), float32) was declared.")]
    public void AResetThatBreaksIsNamed(string way, string expected)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        foreach (PythonPlace place in (PythonPlace[])[PythonPlace.Workers, PythonPlace.Process])
        {
            var e = Assert.Throws<GymnasiumException>(() => Play(way, place));
            Assert.Equal(Name + expected, e.Message);
        }
    }

    [Theory]
    [InlineData("make", "ValueError: no such world (asyncrl_worlds.py, line")]
    [InlineData("space", "its action_space is 'two buttons', which is no gymnasium space.")]
    [InlineData("reset_bare", "reset returned a ndarray, but Gymnasium's returns observation and info.")]
    public void OneThatCannotBeMadeIsNamed(string way, string expected)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        foreach (PythonPlace place in (PythonPlace[])[PythonPlace.Workers, PythonPlace.Process])
        {
            var e = Assert.Throws<EnvironmentUnavailableException>(() => Play(way, place));
            Assert.StartsWith(
                $"'gym:asyncrl_worlds:Broken' cannot be played here: {expected}", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatItPrintsDisturbsNothing()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = GymnasiumEnvironment.Create(TestPython.World("Broken", ("way", "prints")));
        float[] observation = new float[2];
        environment.Reset(1, observation);
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(new StepResult(1, false), environment.Step(i % 2, observation));
        }
    }

    [Theory]
    [InlineData("crash", "in step, its Python process was ended by signal 11 (a fault of memory: its native code crashed)")]
    [InlineData("exits", "in step, its Python process ended by itself with exit code 5")]
    public void AWorkerThatAlwaysDiesEndsTheRunInTheEnd(string way, string expected)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        GymnasiumSettings settings = TestPython.World("Broken", ("way", way));
        var once = Assert.Throws<GymnasiumException>(() => PlayLong(settings with { OnWorkerDeath = WorkerDeath.End }));
        Assert.StartsWith(Name + expected, once.Message, StringComparison.Ordinal);
        Assert.EndsWith("on_worker_death=restart goes on without it.", once.Message, StringComparison.Ordinal);
        var thrice = Assert.Throws<GymnasiumException>(() => PlayLong(settings));
        Assert.StartsWith(Name + expected, thrice.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "this was the time number 3 in a row, so it is not tried again.", thrice.Message, StringComparison.Ordinal);
        Assert.Equal(way == "exits", thrice.Message.Contains("with the last words 'out of fuel'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("hangs", "step")]
    [InlineData("reset_hangs", "reset")]
    public void OneThatHangsIsGivenUpAfterItsTime(string way, string call)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        GymnasiumSettings settings = TestPython.World("Broken", ("way", way)) with { Timeout = TimeSpan.FromSeconds(1) };
        foreach (PythonPlace place in (PythonPlace[])[PythonPlace.Workers, PythonPlace.Process])
        {
            var e = Assert.Throws<GymnasiumException>(() => PlayLong(settings with { Place = place }));
            Assert.Equal($"{Name}{call} did not answer within 1 s; raise the option timeout if it needs longer.", e.Message);
        }
    }

    [Fact]
    public void NativeCodeThatHangsHereIsComplainedOf()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        TextWriter before = Console.Error;
        using var told = new StringWriter();
        Console.SetError(TextWriter.Synchronized(told));
        try
        {
            Assert.Throws<GymnasiumException>(() => PlayLong(TestPython.World("Broken", ("way", "sleeps")) with
            {
                Place = PythonPlace.Process,
                Timeout = TimeSpan.FromSeconds(1),
            }));
        }
        finally
        {
            Console.SetError(before);
        }

        string line = Assert.Single(told.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("gym:asyncrl_worlds:Broken has been busy for ", line, StringComparison.Ordinal);
        Assert.EndsWith("and use run_in=workers, where it can be.", line.TrimEnd(), StringComparison.Ordinal);
    }

    private static void Play(string way, PythonPlace place) =>
        PlayLong(TestPython.World("Broken", ("way", way)) with { Place = place });

    private static void PlayLong(GymnasiumSettings settings)
    {
        using var environment = GymnasiumEnvironment.Create(settings);
        float[] observation = new float[2];
        environment.Reset(1, observation);
        for (int i = 0; i < 100; i++)
        {
            if (environment.Step(i % 2, observation).EpisodeEnded)
            {
                environment.Reset(null, observation);
            }
        }
    }
}
