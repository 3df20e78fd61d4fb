using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>Dodges bombs, goes under the lowest alien, and fires whenever one is overhead.</summary>
public sealed class ShooterPlayer : IScriptedPlayer
{
    private const int Side = Shooter.Side;
    private static readonly int[] Moves = [0, -1, 1, 0]; // columns, by action

    public void Begin()
    {
    }

    public EnvironmentAction Act(ReadOnlySpan<float> observation)
    {
        int ship = -1, target = -1;
        bool overhead = false, shooting = false;
        for (int column = 0; column < Side; column++)
        {
            ship = Is(observation, Side - 1, column, 0) ? column : ship;
        }

        for (int row = 0; row < Side - 1; row++)
        {
            int nearest = -1; // of the row's aliens
            for (int column = 0; column < Side; column++)
            {
                shooting |= Is(observation, row, column, 2);
                if (Is(observation, row, column, 1))
                {
                    overhead |= column == ship;
                    nearest = nearest < 0 || Math.Abs(column - ship) < Math.Abs(nearest - ship) ? column : nearest;
                }
            }

            target = nearest < 0 ? target : nearest;
        }

        int wanted = overhead && !shooting ? Shooter.Fire
            : target < 0 || target == ship ? 0
            : target < ship ? Shooter.MoveLeft : Shooter.MoveRight;
        foreach (int action in (ReadOnlySpan<int>)[wanted, 0, Shooter.MoveLeft, Shooter.MoveRight])
        {
            int column = Math.Clamp(ship + Moves[action], 0, Side - 1);
            if (!Is(observation, Side - 2, column, 3))
            {
                return action;
            }
        }

        return wanted;
    }

    private static bool Is(ReadOnlySpan<float> observation, int row, int column, int plane) =>
        observation[(((row * Side) + column) * Shooter.Planes) + plane] == 1;
}
