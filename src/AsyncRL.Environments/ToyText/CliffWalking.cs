using AsyncRL.Environments.Diagnostic;
using AsyncRL.Environments.Tabular;

namespace AsyncRL.Environments.ToyText;

/// <summary>
/// Cliff walking (Sutton and Barto 2018, example 6.6): walk along a cliff from one end to the other, equal to Gymnasium's
/// <c>CliffWalking-v1</c>
/// step by step.
/// </summary>
/// <remarks>
/// <para>The world is 4 rows of 12 cells: the start is in the bottom row at the left, the goal at the right, the cliff between
/// them. Observation: one number, row x 12 + column, counted from the top left. Actions: 0 up, 1 right, 2 down, 3 left; a move
/// off the world stays where it is. Where it is slippery, a move goes where it should or to either side of that, one time in
/// three each.</para>
/// <para>Reward: -1 each step, -100 for a fall off the cliff, which leads back to the start and does not end the episode.
/// Terminates in the goal. The best return without slipping is -13. Gymnasium registers no time limit, so an agent that never
/// finds the goal plays on for ever: a random walk takes thousands of steps. Put a <see cref="TimeLimit"/> around it to
/// train.</para>
/// </remarks>
public sealed class CliffWalking : TabularEnvironment, IGridLayout
{
    private const int CellSize = 6; // pixels
    private const int Height = 4;
    private const int Width = 12;
    private const int Start = (Height - 1) * Width;
    private const int Goal = (Height * Width) - 1;

    /// <summary>Creates the world.</summary>
    /// <param name="isSlippery">Whether moves slip to the sides, as in <c>CliffWalkingSlippery-v1</c>.</param>
    public CliffWalking([EnvironmentOption("Whether moves slip to the sides.")] bool isSlippery = false)
        : base(Table(isSlippery))
    {
    }

    /// <inheritdoc/>
    public override (int Width, int Height) PreferredSize => (Width * CellSize, Height * CellSize);

    /// <inheritdoc/>
    public override double FramesPerSecond => 4;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ActionNames { get; } = ["up", "right", "down", "left"];

    /// <inheritdoc/>
    public int Rows => Height;

    /// <inheritdoc/>
    public int Columns => Width;

    /// <inheritdoc/>
    public string Arrows => "^>v<";

    /// <inheritdoc/>
    public string CellText(int state)
    {
        CheckState(state);
        return state == Goal ? "G" : IsCliff(state) ? "C" : string.Empty;
    }

    /// <inheritdoc/>
    public override void Draw(PixelCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        for (int cell = 0; cell < Height * Width; cell++)
        {
            GridDrawing.FillCell(canvas, Width, Height, cell % Width, cell / Width, ColorOf(cell));
        }

        GridDrawing.FillInside(canvas, Width, Height, State % Width, State / Width, new Rgb(0, 114, 178));
    }

    private static bool IsCliff(int cell) => cell is > Start and < Goal;

    private static Rgb ColorOf(int cell) => cell switch
    {
        Start => new Rgb(240, 228, 170),
        Goal => new Rgb(0, 158, 115),
        _ => IsCliff(cell) ? new Rgb(60, 45, 40) : new Rgb(150, 190, 110),
    };

    private static TransitionTable Table(bool isSlippery)
    {
        var initial = new double[Height * Width];
        initial[Start] = 1;
        return new TransitionTable(actions: 4, initial, (state, action) => isSlippery
            ? [Move(1.0 / 3, state, (action + 3) % 4), Move(1.0 / 3, state, action), Move(1.0 / 3, state, (action + 1) % 4)]
            : [Move(1, state, action)]);
    }

    private static Transition Move(double probability, int state, int direction)
    {
        (int x, int y) = direction switch { 0 => (0, -1), 1 => (1, 0), 2 => (0, 1), _ => (-1, 0) };
        x = Math.Clamp((state % Width) + x, 0, Width - 1);
        y = Math.Clamp((state / Width) + y, 0, Height - 1);
        int next = (y * Width) + x;
        return IsCliff(next)
            ? new Transition(probability, Start, -100, false)
            : new Transition(probability, next, -1, next == Goal);
    }
}
