using AsyncRL.Atari.Games;
using AsyncRL.Atari.Tests.Support;
using AsyncRL.Environments;
using AsyncRL.Environments.Checking;
using AsyncRL.Tests.Support;

namespace AsyncRL.Atari.Tests.Play;

public sealed class AtariGameTests
{
    private static readonly AtariGameOptions Usual = new()
    {
        Observation = AtariObservation.Grayscale, MaxPool = true, ScreenSize = 84, NoopMax = 30, FireOnReset = true,
    };

    public static TheoryData<string> OwnGames => [.. GameCatalog.Own.Select(g => g.Id)];

    [Theory]
    [MemberData(nameof(OwnGames))]
    public void OwnGamesPassTheChecker(string id)
    {
        CheckReport report = EnvironmentChecker.Check(() => new AtariGame(Own(id), Usual with { FrameSkip = 8 }));
        Assert.True(report.Passed, report.ToString());
    }

    [Theory]
    [InlineData(AtariObservation.Rgb, "210, 160, 3")]
    [InlineData(AtariObservation.Grayscale, "210, 160, 1")]
    [InlineData(AtariObservation.Ram, "128")]
    public void WhatIsShownIsBytes(AtariObservation shown, string shape)
    {
        var game = new AtariGame(Own("bricks"), new AtariGameOptions { Observation = shown });
        Box box = Assert.IsType<Box>(game.ObservationSpace);
        Assert.Equal(ElementType.UInt8, box.ElementType);
        Assert.Equal(shape, string.Join(", ", box.Shape));
        float[] observation = new float[box.Length];
        game.Reset(1, observation);
        Assert.True(box.Contains(observation));
        Assert.True(observation.Distinct().Count() > 2);
    }

    // NumPy 2.2: SeedSequence(5).generate_state(2) begins the environment's and the emulator's generators.
    [Fact]
    public void ASeedGivesTheGeneratorsOfGymnasium()
    {
        uint[] words = new uint[2];
        new SeedSequence(5).GenerateState(words);
        AtariEmulator emulator = Emulator("raiders", words[1]);
        emulator.Reset();
        int noops = new Pcg64(new SeedSequence(words[0])).Integers(1, 31);
        for (int i = 0; i < noops; i++)
        {
            emulator.Act(AtariAction.Noop);
        }

        var game = new AtariGame(Own("raiders"), new AtariGameOptions { Observation = AtariObservation.Ram, NoopMax = 30 });
        float[] ram = new float[AtariEmulator.RamLength];
        game.Reset(5, ram);
        Assert.Equal(emulator.Ram.ToArray().Select(b => (float)b), ram);
        for (int step = 0; step < 400; step++)
        {
            int action = step / 7 % 6;
            int expected = 0;
            for (int frame = 0; frame < 4; frame++)
            {
                expected += emulator.Act(emulator.MinimalActions[action]);
            }

            StepResult result = game.Step(action, ram);
            Assert.Equal(expected, result.Reward);
            Assert.Equal(emulator.Ram.ToArray().Select(b => (float)b), ram);
            Assert.Equal(emulator.IsGameOver, result.Terminated);
            Assert.Equal(emulator.Lives, game.Lives);
            if (result.EpisodeEnded)
            {
                break;
            }
        }
    }

    [Fact]
    public void ScreensArePooledAndScaledAsByGymnasiumsPreprocessing()
    {
        var game = new AtariGame(Own("raiders"), Usual with { NoopMax = 0, FireOnReset = false, RepeatActionProbability = 0 });
        AtariEmulator emulator = Emulator("raiders", 0, new AtariSettings { RepeatActionProbability = 0 });
        float[] seen = new float[84 * 84];
        game.Reset(3, seen);
        emulator.Reset();
        byte[] newest = Gray(emulator), previous = new byte[newest.Length];
        for (int step = 0; step < 60; step++)
        {
            for (int i = 0; i < newest.Length; i++)
            {
                newest[i] = Math.Max(newest[i], previous[i]);
            }

            AssertScaled(newest, emulator.ScreenHeight, AtariEmulator.ScreenWidth, 84, seen);
            for (int frame = 0; frame < 4; frame++)
            {
                emulator.Act(emulator.MinimalActions[step / 5 % 6]);
                if (frame == 2)
                {
                    previous = Gray(emulator);
                }
            }

            newest = Gray(emulator);
            game.Step(step / 5 % 6, seen);
        }
    }

    [Fact]
    public void TheButtonIsPressedAtTheBeginningAndAfterEachLostLife()
    {
        var game = new AtariGame(
            Own("bricks"),
            new AtariGameOptions { FireOnReset = true, RepeatActionProbability = 0, Observation = AtariObservation.Ram });
        float[] ram = new float[AtariEmulator.RamLength];
        game.Reset(1, ram);
        int lives = game.Lives, steps = 0;
        while (!game.Step(0, ram).EpisodeEnded)
        {
            // Unless it is served, the ball waits for ever.
            Assert.True(++steps < 3_000);
        }

        Assert.Equal(5, lives);
        Assert.Equal(0, game.Lives);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void StepsAndResetsAllocateNothing(int noops)
    {
        var game = new AtariGame(Own("bricks"), Usual with { NoopMax = noops });
        float[] seen = new float[84 * 84];
        game.Reset(1, seen);
        game.Reset(null, seen);
        Play(game, seen, 50);
        Assert.Equal(0, Allocations.Of(() =>
        {
            game.Reset(null, seen);
            Play(game, seen, 200);
        }));
    }

    [Fact]
    public void ASavedGameGoesOnExactlyInAnotherInstance()
    {
        var first = new AtariGame(Own("vault"), Usual);
        var second = new AtariGame(Own("vault"), Usual);
        float[] a = new float[84 * 84], b = new float[84 * 84];
        first.Reset(9, a);
        Play(first, a, 37);
        using var stream = new MemoryStream();
        first.SaveState(new BinaryWriter(stream));
        stream.Position = 0;
        second.LoadState(new BinaryReader(stream));
        for (int step = 0; step < 100; step++)
        {
            StepResult one = first.Step(step % 5, a), other = second.Step(step % 5, b);
            Assert.Equal(one, other);
            Assert.Equal(a, b);
            if (one.EpisodeEnded)
            {
                break;
            }
        }
    }

    [Fact]
    public void AStateOfOtherOptionsOrAnotherGameIsRefused()
    {
        var game = new AtariGame(Own("vault"), Usual);
        game.Reset(1, new float[84 * 84]);
        using var stream = new MemoryStream();
        game.SaveState(new BinaryWriter(stream));
        stream.Position = 0;
        Exception other = Assert.Throws<InvalidDataException>(
            () => new AtariGame(Own("bricks"), Usual).LoadState(new BinaryReader(stream)));
        Assert.Contains("belongs to the game vault", other.Message, StringComparison.Ordinal);
        stream.Position = 0;
        Exception options = Assert.Throws<InvalidDataException>(
            () => new AtariGame(Own("vault"), new AtariGameOptions()).LoadState(new BinaryReader(stream)));
        Assert.Contains("the options that it was saved with", options.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEpisodeIsTruncatedAtItsFrames()
    {
        var game = new AtariGame(Own("crossing"), Usual with { MaxFrames = 40, NoopMax = 0 });
        float[] seen = new float[84 * 84];
        game.Reset(1, seen);
        int steps = 1;
        StepResult result;
        while (!(result = game.Step(0, seen)).EpisodeEnded)
        {
            steps++;
        }

        Assert.Equal((10, true, false), (steps, result.Truncated, result.Terminated));
    }

    // Gymnasium's environment acts for all of a step's frames, its preprocessing stops at the end: later episodes tell.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AStepThatEndsAnEpisodeDrawsAsManyRandomNumbersAsInGymnasium(bool isPooled)
    {
        uint[] words = new uint[2];
        new SeedSequence(5).GenerateState(words);
        AtariEmulator emulator = Emulator("raiders", words[1], new AtariSettings { MaxFramesPerEpisode = 42 });
        var game = new AtariGame(
            Own("raiders"),
            new AtariGameOptions { Observation = AtariObservation.Grayscale, MaxPool = isPooled, MaxFrames = 42 });
        float[] seen = new float[210 * 160];
        var canvas = new PixelCanvas(160, 210);
        byte[] rgb = new byte[210 * 160 * 3];
        for (int episode = 0; episode < 6; episode++)
        {
            game.Reset(episode == 0 ? 5 : null, seen);
            emulator.Reset();
            for (int step = 0; step < 11; step++)
            {
                bool isLast = step == 10;
                int action = (episode + step) % 6;
                for (int frame = 0; frame < (isPooled && isLast ? 2 : 4); frame++)
                {
                    emulator.Act(emulator.MinimalActions[action]);
                }

                Assert.Equal(isLast, game.Step(action, seen).Truncated);
                game.Draw(canvas);
                emulator.WriteRgb(rgb);
                Assert.Equal(rgb, canvas.Pixels.ToArray().SelectMany(p => new[] { p.Red, p.Green, p.Blue }));
            }
        }
    }

    [Fact]
    public void AnEpisodeEndsWithItsLastScreenInGrayToo()
    {
        var shown = new AtariGameOptions { MaxFrames = 50, Observation = AtariObservation.Grayscale };
        var game = new AtariGame(Own("raiders"), shown);
        var other = new AtariGame(Own("raiders"), shown with { Observation = AtariObservation.Rgb });
        float[] gray = new float[210 * 160], rgb = new float[210 * 160 * 3];
        game.Reset(1, gray);
        other.Reset(1, rgb);
        while (!game.Step(2, gray).EpisodeEnded)
        {
            Assert.False(other.Step(2, rgb).EpisodeEnded);
        }

        Assert.True(other.Step(2, rgb).EpisodeEnded);
        Assert.Equal(rgb.Chunk(3).Select(p => MathF.Round((0.2989f * p[0]) + (0.587f * p[1]) + (0.114f * p[2]))), gray);
    }

    [Fact]
    public void AEuropeanPictureIsHigherAndComesFiftyTimesASecond()
    {
        AtariCartridge european = AtariCartridge.Of(new Game { Id = "pal", Rule = RuleText.Generic }, TestData.Rom("pal.bin"));
        var game = new AtariGame(european);
        Assert.Equal([250, 160, 3], game.ObservationSpace.Shape);
        Assert.Equal((160, 250), game.PreferredSize);
        Assert.Equal((12.5, 15), (game.FramesPerSecond, new AtariGame(Own("bricks")).FramesPerSecond));
        game = new AtariGame(european, Usual);
        float[] seen = new float[84 * 84];
        game.Reset(1, seen);
        Assert.True(seen.Distinct().Count() > 2);
    }

    [Theory]
    [InlineData(210, 160, 84)]
    [InlineData(250, 160, 84)]
    [InlineData(210, 160, 200)]
    [InlineData(210, 160, 777)]
    [InlineData(250, 160, 1)]
    public void EachPixelIsTheMeanOfItsAreaAtAnySize(int height, int width, int size)
    {
        byte[] picture = new byte[height * width];
        new Random(size).NextBytes(picture);
        float[] scaled = new float[size * size];
        new AreaResize(height, width, size, size).Write(picture, scaled);
        AssertScaled(picture, height, width, size, scaled);
    }

    [Fact]
    public void OptionsThatDoNotFitAreRefused()
    {
        Assert.Contains("set obs_type=grayscale", Refused<ArgumentException>(new AtariGameOptions { ScreenSize = 84 }));
        Assert.Contains("has no mode 7", Refused<ArgumentOutOfRangeException>(new AtariGameOptions { Mode = 7 }));
        Assert.Contains("NoopMax is 10001; it must be from 0 to 10000", Refused<ArgumentException>(new() { NoopMax = 10_001 }));
        Assert.Contains("FrameSkip is 0", Refused<ArgumentException>(new() { FrameSkip = 0 }));
        Assert.Contains("has no difficulty 3", Refused<ArgumentOutOfRangeException>(new AtariGameOptions { Difficulty = 3 }));
    }

    [Fact]
    public void ADrawingShowsThePaletteAtAnySize()
    {
        var game = new AtariGame(Own("bricks"));
        float[] rgb = new float[210 * 160 * 3];
        game.Reset(1, rgb);
        var canvas = new PixelCanvas(160, 210);
        game.Draw(canvas);
        Assert.Equal(rgb, canvas.Pixels.ToArray().SelectMany(p => new float[] { p.Red, p.Green, p.Blue }));
        var small = new PixelCanvas(80, 70);
        game.Draw(small);
        Assert.Equal(canvas[20, 30], small[10, 10]);
    }

    private static string Refused<T>(AtariGameOptions options)
        where T : Exception => Assert.ThrowsAny<T>(() => new AtariGame(Own("bricks"), options)).Message;

    private static void Play(AtariGame game, float[] seen, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            if (game.Step(step / 3 % 4, seen).EpisodeEnded)
            {
                game.Reset(null, seen);
            }
        }
    }

    private static AtariCartridge Own(string id) =>
        AtariCartridge.Of(GameCatalog.Own.First(g => g.Id == id), OwnCartridges.Read(id));

    private static AtariEmulator Emulator(string id, uint seed, AtariSettings? settings = null) =>
        AtariEmulator.Of(GameCatalog.Own.First(g => g.Id == id), OwnCartridges.Read(id), seed, settings);

    private static byte[] Gray(AtariEmulator emulator)
    {
        byte[] gray = new byte[emulator.ScreenHeight * AtariEmulator.ScreenWidth];
        emulator.WriteGray(gray);
        return gray;
    }

    // The mean over the area that each new pixel covers, in double precision: rounding may differ where it is a tie.
    private static void AssertScaled(byte[] picture, int height, int width, int size, float[] seen)
    {
        double tall = (double)height / size, wide = (double)width / size;
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                double sum = 0;
                for (int row = (int)(y * tall); row < Math.Min(height, Math.Ceiling((y + 1) * tall)); row++)
                {
                    double high = Math.Min(row + 1, (y + 1) * tall) - Math.Max(row, y * tall);
                    for (int column = (int)(x * wide); column < Math.Min(width, Math.Ceiling((x + 1) * wide)); column++)
                    {
                        double broad = Math.Min(column + 1, (x + 1) * wide) - Math.Max(column, x * wide);
                        sum += high * broad * picture[(row * width) + column];
                    }
                }

                float found = seen[(y * size) + x];
                Assert.Equal(MathF.Round(found), found);
                Assert.InRange(found - (sum / (tall * wide)), -0.5001, 0.5001);
            }
        }
    }
}
