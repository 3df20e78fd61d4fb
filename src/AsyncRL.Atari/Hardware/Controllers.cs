namespace AsyncRL.Atari.Hardware;

/// <summary>The joysticks and paddles, as the chips see them.</summary>
internal sealed class Controllers(ConsoleProperties properties)
{
    private const int Directions = 15;
    private const int High = 0x80;
    private ControllersState s;

    public ref ControllersState State => ref s;

    /// <summary>What SWCHA reads.</summary>
    public int PortA
    {
        get
        {
            var keys = (Keys)s.Keys;
            if (!properties.HasPaddles)
            {
                int stick = s.Keys & Directions;
                return 0xFF & ~(properties.SwapPorts ? stick : stick << 4);
            }

            // Paddle 0's button is bit 7, paddle 1's bit 6; player A has paddle 0.
            int button = properties.SwapPaddles ? 0x40 : 0x80;
            return (keys & Keys.Fire) != 0 ? 0xFF & ~button : 0xFF;
        }
    }

    /// <summary>INPT0 to INPT3.</summary>
    public int ReadPaddle(int input, bool discharged, int chargeCycle, int cycle)
    {
        bool left = input < 2;
        if ((left ? properties.Left : properties.Right) != ControllerKind.Paddles)
        {
            return 0;
        }

        int resistance = !left ? 0 : (input == 0) != properties.SwapPaddles ? s.PaddleA : s.PaddleB;
        if (resistance == 0)
        {
            return High;
        }

        if (discharged)
        {
            return 0;
        }

        // A capacitor of 0.01 microfarads is high after 1.6 RC. The comparison is of unsigned numbers.
        uint needed = (uint)(1.6 * resistance * 0.01E-6 * 1.19E6);
        return (uint)cycle > (uint)chargeCycle + needed ? High : 0;
    }

    /// <summary>INPT4 and INPT5.</summary>
    public int ReadFire(int port)
    {
        int portOfA = properties.SwapPorts ? 1 : 0;
        return !properties.HasPaddles && port == portOfA && ((Keys)s.Keys & Keys.Fire) != 0 ? 0 : High;
    }
}
