namespace AsyncRL.Environments.Tests;

public class DrawingTests
{
    public static TheoryData<string> Ids => [.. EnvironmentRegistry.Default.All.Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void EveryBuiltInEnvironmentDrawsItsStateOnACanvasOfAnySize(string id)
    {
        Environment environment = EnvironmentRegistry.Default.Make(id);
        var drawable = Assert.IsType<IDrawable>(environment.Unwrapped, exactMatch: false);
        var observation = new float[environment.ObservationSpace.Length];
        (int width, int height) = drawable.PreferredSize;
        PixelCanvas canvas = new(width, height), again = new(width, height), tiny = new(1, 1), wide = new(97, 13);
        environment.Reset(4, observation);
        drawable.Draw(canvas);
        Rgb[] first = canvas.Pixels.ToArray();
        bool moved = false;
        for (int i = 0; i < 30; i++)
        {
            if (Sampled.Step(environment, i, observation).EpisodeEnded)
            {
                environment.Reset(null, observation);
            }

            drawable.Draw(canvas);
            drawable.Draw(again);
            drawable.Draw(tiny);
            drawable.Draw(wide);
            Assert.Equal(canvas.Pixels.ToArray(), again.Pixels.ToArray());
            moved |= !canvas.Pixels.SequenceEqual(first);
        }

        Assert.True(moved, $"{id} looks the same after 30 steps.");
        Assert.True(first.Distinct().Count() > 1, $"{id} draws one colour only.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void EveryBuiltInEnvironmentNamesItsActionsApart(string id)
    {
        Environment environment = EnvironmentRegistry.Default.Make(id);
        IReadOnlyList<string> names = ((IDrawable)environment.Unwrapped).ActionNames;
        Assert.Equal(environment.ActionSpace is Discrete discrete ? discrete.Count : environment.ActionSpace.Length, names.Count);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.DoesNotContain(names, string.IsNullOrWhiteSpace);
    }

    [Theory]
    [InlineData("CartPole-v1", 50)]
    [InlineData("CartPoleNoVelocity-v1", 50)]
    [InlineData("MountainCar-v0", 30)]
    [InlineData("MountainCarContinuous-v0", 30)]
    [InlineData("Pendulum-v1", 30)]
    [InlineData("Acrobot-v1", 15)]
    [InlineData("MinAtar/Seaquest-v0", 30)]
    [InlineData("Labyrinth-v0", 15)]
    public void WorldsHaveTheirOwnSpeed(string id, double framesPerSecond) =>
        Assert.Equal(framesPerSecond, ((IDrawable)EnvironmentRegistry.Default.Make(id).Unwrapped).FramesPerSecond);

    [Fact]
    public void AnEnvironmentThatDrawsOnlyHasAUsualSpeedAndNumbersForActions()
    {
        IDrawable plain = new Plain();
        Assert.Equal(20, plain.FramesPerSecond);
        Assert.Empty(plain.ActionNames);
    }

    [Fact]
    public void TheMinimalMovesOfMinAtarAreNamedAsTheyArePlayed() =>
        Assert.Equal(
            ["NoOp", "Left", "Right"],
            ((IDrawable)EnvironmentRegistry.Default.Make("MinAtar/Breakout-v1").Unwrapped).ActionNames);

    private sealed class Plain : IDrawable
    {
        public (int Width, int Height) PreferredSize => (1, 1);

        public void Draw(PixelCanvas canvas) => canvas.Clear(default);
    }
}
