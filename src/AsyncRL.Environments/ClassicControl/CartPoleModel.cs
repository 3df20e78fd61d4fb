namespace AsyncRL.Environments.ClassicControl;

/// <summary>
/// The cart and its pole, without what an agent sees of them. Sums are taken in Gymnasium's order, so that rounding agrees.
/// </summary>
internal sealed class CartPoleModel
{
    public const float PositionLimit = 2.4f;
    public const double AngleLimit = 12 * 2 * Math.PI / 360;

    private const double Gravity = 9.8;
    private const double PoleMass = 0.1;
    private const double TotalMass = PoleMass + 1.0;
    private const double HalfLength = 0.5;
    private const double PoleMassLength = PoleMass * HalfLength;
    private const double Force = 10.0;
    private const double Tau = 0.02; // seconds per step

    public static (int Width, int Height) PreferredSize => (60, 30);

    public double Position { get; set; }

    public double Velocity { get; set; }

    public double Angle { get; set; }

    public double AngularVelocity { get; set; }

    public void Reset(Pcg64 random)
    {
        Position = random.Uniform(-0.05, 0.05);
        Velocity = random.Uniform(-0.05, 0.05);
        Angle = random.Uniform(-0.05, 0.05);
        AngularVelocity = random.Uniform(-0.05, 0.05);
    }

    /// <summary>One Euler step; positions move by the velocities before the step.</summary>
    /// <returns>Whether the cart left its track or the pole fell.</returns>
    public bool Step(int action)
    {
        double force = action == 1 ? Force : -Force;
        double cosine = Math.Cos(Angle);
        double sine = Math.Sin(Angle);
        double push = (force + (PoleMassLength * (AngularVelocity * AngularVelocity) * sine)) / TotalMass;
        double angularAcceleration = ((Gravity * sine) - (cosine * push))
            / (HalfLength * ((4.0 / 3.0) - (PoleMass * (cosine * cosine) / TotalMass)));
        double acceleration = push - (PoleMassLength * angularAcceleration * cosine / TotalMass);

        Position += Tau * Velocity;
        Velocity += Tau * acceleration;
        Angle += Tau * AngularVelocity;
        AngularVelocity += Tau * angularAcceleration;
        return Position < -2.4 || Position > 2.4 || Angle < -AngleLimit || Angle > AngleLimit;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Position);
        writer.Write(Velocity);
        writer.Write(Angle);
        writer.Write(AngularVelocity);
    }

    public void Load(BinaryReader reader)
    {
        Position = reader.ReadDouble();
        Velocity = reader.ReadDouble();
        Angle = reader.ReadDouble();
        AngularVelocity = reader.ReadDouble();
    }

    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(245, 245, 240));
        double scale = canvas.Width / 5.2; // pixels a metre; the track is 4.8 m
        int track = canvas.Height * 4 / 5;
        canvas.Fill(0, track, canvas.Width, 1, new Rgb(120, 120, 120));
        double x = (canvas.Width / 2.0) + (scale * Position);
        int cartWidth = Math.Max((int)(0.6 * scale), 3);
        int cartHeight = Math.Max(cartWidth / 2, 2);
        canvas.Fill((int)Math.Round(x - (cartWidth / 2.0)), track - cartHeight, cartWidth, cartHeight, new Rgb(40, 40, 40));
        double length = Math.Min(2 * HalfLength * scale * 1.6, track - cartHeight - 1);
        double top = track - cartHeight;
        canvas.Line(x, top, x + (length * Math.Sin(Angle)), top - (length * Math.Cos(Angle)), new Rgb(202, 152, 101));
        canvas.Disc(x, top, 0.5, new Rgb(129, 132, 203));
    }
}
