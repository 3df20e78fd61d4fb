namespace AsyncRL.Environments.ToyText;

/// <summary>Draws a game of blackjack: the dealer's cards above, the player's below, each with as many pips as it has points.</summary>
internal static class BlackjackDrawing
{
    private const int CardsInARow = 5; // more make the cards narrower

    public static (int Width, int Height) PreferredSize => (60, 40);

    public static void Draw(PixelCanvas canvas, ReadOnlySpan<int> dealer, ReadOnlySpan<int> player, bool isOver)
    {
        canvas.Clear(new Rgb(20, 100, 60));
        int places = Math.Max(CardsInARow, Math.Max(dealer.Length, player.Length));
        for (int i = 0; i < dealer.Length; i++)
            DrawCard(canvas, places, i, 0, i == 1 && !isOver ? 0 : dealer[i]);
        for (int i = 0; i < player.Length; i++)
            DrawCard(canvas, places, i, 1, player[i]);
    }

    // A card of no points shows its back.
    private static void DrawCard(PixelCanvas canvas, int places, int place, int row, int points)
    {
        double width = (double)canvas.Width / places, height = canvas.Height / 2.0;
        double left = (place + 0.1) * width, top = (row + 0.06) * height;
        double across = 0.8 * width, down = 0.88 * height;
        canvas.Fill((int)left, (int)top, Math.Max((int)across, 1), Math.Max((int)down, 1), points == 0 ? new Rgb(60, 70, 150) : new Rgb(245, 245, 240));

        // Two columns of five rows, filled from the top.
        double pip = Math.Min(across / 6, down / 14);
        for (int i = 0; i < points; i++)
            canvas.Disc(left + (across * ((i % 2) + 0.5) / 2), top + (down * ((i / 2) + 0.5) / 5), pip, points == 1 ? new Rgb(200, 30, 40) : new Rgb(30, 30, 40));
    }
}
