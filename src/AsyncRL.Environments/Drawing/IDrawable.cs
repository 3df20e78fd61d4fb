namespace AsyncRL.Environments;

/// <summary>An environment that can draw its present state.</summary>
public interface IDrawable
{
    /// <summary>The size in pixels at which the drawing looks best.</summary>
    (int Width, int Height) PreferredSize { get; }

    /// <summary>Steps a second at which play looks right to people, more than 0. 20 unless implemented.</summary>
    double FramesPerSecond => 20;

    /// <summary>
    /// What the actions are called, for people: one name per discrete action, or one per number of a continuous action. Empty,
    /// for numbers only, unless implemented.
    /// </summary>
    IReadOnlyList<string> ActionNames => [];

    /// <summary>Draws the present state over the whole canvas, of whatever size it is.</summary>
    /// <param name="canvas">Where to draw.</param>
    void Draw(PixelCanvas canvas);
}
