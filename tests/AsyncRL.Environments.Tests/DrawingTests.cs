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
                environment.Reset(null, observation);
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
}
