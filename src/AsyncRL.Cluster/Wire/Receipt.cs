namespace AsyncRL.Cluster.Wire;

/// <summary>The learner's answer to what an actor process sends.</summary>
/// <param name="Standing">How the process stands.</param>
/// <param name="Granted">Steps that the actor may play besides those granted before; <see cref="NoRoom"/> for a delivery that was
/// not taken in.</param>
/// <param name="Newest">Updates of the newest parameters.</param>
/// <param name="Steps">T.</param>
[GenerateSerializer]
internal readonly record struct Receipt(Standing Standing, int Granted, long Newest, long Steps)
{
    /// <summary>Granted to a delivery for which there was no room: it is to be delivered again.</summary>
    public const int NoRoom = -1;
}
