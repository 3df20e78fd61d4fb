; BRICKS: a paddle, a ball and walls of bricks. Made for AsyncRL, MIT.
; Assemble: dasm bricks.asm -f3 -obricks.bin
    processor 6502
    include "vcs.inc"

; --- constants ----------------------------------------------------------------------------------
FirstLives  = 5
BrickTop    = 16        ; lines are counted from the first below the ceiling
BrickEnd    = 64        ; six rows of eight lines
PaddleTop   = 156
PaddleEnd   = 160
LostLine    = 167       ; a ball whose top gets here is lost
PlayEnd     = 172
Left        = 8         ; inner edges of the side walls
Right       = 152
BallSize    = 4
BallHidden  = 220       ; a ball line that is never drawn
PaddleSpeed = 3         ; pixels a frame
ServeLine   = 84
ServeWait   = 24        ; frames before FIRE serves
ServeAuto   = 240       ; frames after which the ball serves itself
HitsALevel  = 6         ; paddle hits that make the ball faster
LastLevel   = 5
Walls       = 3         ; walls in a game
FullWall    = 108       ; bricks
Checkers    = 54
WideWidth   = 24
SlimWidth   = 12
WideShape   = %11111100 ; each bit is four pixels
SlimShape   = %11100000

ColorField  = $80
ColorOver   = $40
ColorWall   = $0A
ColorLives  = $C8
ColorScore  = $1C

; --- RAM, on from what common.inc uses ----------------------------------------------------------
PaddleX     = $A0       ; left edge
BallX       = $A1       ; left edge
BallY       = $A2       ; top line, 220 while no ball is in play
BallXLo     = $A3       ; fractions, 1/256 of a pixel
BallYLo     = $A4
VelXHi      = $A5       ; pixels a frame, signed, and fractions
VelXLo      = $A6
VelYHi      = $A7
VelYLo      = $A8
Serving     = $A9       ; 0 = the ball is in play, else 1 + frames waited
Level       = $AA       ; speed of the ball, 0..5
Hits        = $AB       ; paddle hits at this level
WallNumber  = $AC       ; 0, 1, 2
BricksLeft  = $AD
Width       = $AE       ; of the paddle, in pixels
LineCount   = $AF
OldX        = $D4       ; where the ball was a frame ago
OldY        = $D5
Wall        = $B0       ; 36 bytes: for PF0, PF1, PF2 left, then right: one byte a row, top row first

; A = player 1's byte in line Y: the ball or nothing (19 cycles with the iny before it)
    MAC NEXT_BALL
    iny
    tya
    sec
    sbc BallY
    cmp #BallSize
    lda #$FF
    adc #0          ; $FF inside, 0 outside
    and #$F0
    ENDM

    SEG CODE
    ORG $F800
    include "common.inc"

Start SUBROUTINE
    START_UP
    jsr NewGame

MainLoop
    FRAME_TOP
    lda #TopTimer
    sta TIM64T
    jsr DrawScore
    ldx Lives
    lda LivesPF1,x
    sta BarPF1
    lda LivesPF2,x
    sta BarPF2
    lda PaddleX
    sec
    sbc #4          ; Place adds 3, four times the size adds 1
    ldx #0
    jsr Place
    lda BallX
    sec
    sbc #3
    ldx #1
    jsr Place
    lda #158        ; column 0
    ldx #2
    jsr Place
    lda #Right-2
    ldx #3
    jsr Place
    sta WSYNC
    sta HMOVE
    lda #$37        ; player four times as wide, missiles of eight pixels
    sta NUSIZ0
    lda #$30
    sta NUSIZ1
    lda #ColorWall
    sta COLUP0
    sta COLUP1
    sta COLUPF
    lda #ColorField
    ldx Over
    beq .playing
    lda #ColorOver
.playing
    sta COLUBK
    lda #$FF        ; the ceiling and the side walls
    sta PF0
    sta PF1
    sta PF2
    sta ENAM0
    sta ENAM1
    WAIT_TIMER

; --- picture ------------------------------------------------------------------------------------
    lda #0
    sta VBLANK
    LINES 7
    ldy #$FF
    NEXT_BALL
    sta WSYNC
    sta GRP1
    lda #0
    sta PF0
    sta PF1
    sta PF2
.above
    NEXT_BALL
    sta WSYNC
    sta GRP1
    cpy #BrickTop-1
    bne .above

    ldx #0
.row
    lda RowColor,x
    sta COLUPF
    lda #7
    sta LineCount
    NEXT_BALL
.brickLine
    sta WSYNC
    sta GRP1            ; 3
    lda Wall,x
    sta PF0             ; 10
    lda Wall+6,x
    sta PF1             ; 17
    lda Wall+12,x
    sta PF2             ; 24
    iny
    lda Wall+18,x
    sta PF0             ; 33: the left half's PF0 is past
    lda Wall+24,x
    sta PF1             ; 40: so is its PF1
    tya
    sec
    sbc BallY
    cmp #BallSize       ; 49
    lda Wall+30,x
    sta PF2             ; 56: and its PF2
    lda #$FF
    adc #0
    and #$F0            ; 62
    dec LineCount
    bne .brickLine      ; 70
    sta WSYNC           ; the gap between two rows
    sta GRP1
    lda #0
    sta PF0
    sta PF1
    sta PF2
    inx
    cpx #6
    bne .row

.open
    NEXT_BALL
    sta WSYNC
    sta GRP1
    cpy #PaddleTop-1
    bne .open
    ldx #WideShape
    lda Width
    cmp #WideWidth
    beq .paddle
    ldx #SlimShape
.paddle
    NEXT_BALL
    sta WSYNC
    sta GRP1
    stx GRP0
    cpy #PaddleEnd-1
    bne .paddle
    ldx #0
.below
    NEXT_BALL
    sta WSYNC
    sta GRP1
    stx GRP0
    cpy #PlayEnd-1
    bne .below
    lda #ColorScore
    ldx #ColorLives
    jsr Status

; --- rules --------------------------------------------------------------------------------------
    lda #BottomTimer
    sta TIM64T
    jsr ReadJoystick
    lda SWCHB
    lsr                 ; ResetBit
    bcs .noReset
    jsr NewGame
    jmp .done
.noReset
    lda Over
    bne .done
    jsr SetWidth
    jsr MovePaddle
    lda Serving
    beq .inPlay
    jsr Serve
    jmp .done
.inPlay
    jsr MoveBall
.done
    WAIT_TIMER
    jmp MainLoop

NewGame SUBROUTINE
    lda #FirstLives
    sta Lives
    lda #0
    sta ScoreHi
    sta ScoreLo
    sta Over
    sta WallNumber
    jsr SetWidth
    lda #80
    sec
    sbc Width
    sta PaddleX
; the wall of WallNumber, and a ball to be served
BuildWall SUBROUTINE
    ldx #5
.buildRow
    ldy #0
    lda WallNumber
    cmp #1
    bne .full
    txa                 ; the second wall: checkers
    and #1
    tay
    iny
.full
    lda Mask0,y
    and #$C0            ; not where the side walls are
    sta Wall,x
    lda Mask0,y
    sta Wall+18,x
    lda Mask1,y
    sta Wall+6,x
    sta Wall+24,x
    lda Mask2,y
    sta Wall+12,x
    and #$3F
    sta Wall+30,x
    dex
    bpl .buildRow
    lda #FullWall
    ldx WallNumber
    cpx #1
    bne .count
    lda #Checkers
.count
    sta BricksLeft
NoBall SUBROUTINE
    lda #1
    sta Serving
    lda #BallHidden
    sta BallY
    lda #80
    sta BallX
    lda #0
    sta Hits
    lda WallNumber
    sta Level
    rts

SetWidth SUBROUTINE
    ldx #WideWidth
    lda SWCHB
    and #LeftA
    beq .wide
    ldx #SlimWidth
.wide
    stx Width
    rts

MovePaddle SUBROUTINE
    bit Joystick
    bpl .notRight
    lda PaddleX
    clc
    adc #PaddleSpeed
    sta PaddleX
.notRight
    bit Joystick
    bvc .notLeft
    lda PaddleX
    sec
    sbc #PaddleSpeed
    sta PaddleX
.notLeft
    lda PaddleX
    cmp #Left
    bcs .inLeft
    lda #Left
    sta PaddleX
.inLeft
    lda #Right
    sec
    sbc Width
    cmp PaddleX
    bcs .inRight
    sta PaddleX
.inRight
    rts

Serve SUBROUTINE
    inc Serving
    lda Serving
    cmp #ServeAuto
    bcs .serve
    cmp #ServeWait
    bcc .wait
    lda Joystick
    lsr                 ; fire
    bcs .serve
.wait
    rts
.serve
    jsr Random
    and #$7F
    clc
    adc #16
    sta BallX
    lda #ServeLine
    sta BallY
    lda RndHi
    and #3
    tax
    lda ServeXHi,x
    sta VelXHi
    lda ServeXLo,x
    sta VelXLo
    lda #0
    sta Serving
    sta BallXLo
    sta BallYLo
    jsr SpeedUp         ; upwards, so turn it
TurnY SUBROUTINE
    sec
    lda #0
    sbc VelYLo
    sta VelYLo
    lda #0
    sbc VelYHi
    sta VelYHi
    rts
TurnX SUBROUTINE
    sec
    lda #0
    sbc VelXLo
    sta VelXLo
    lda #0
    sbc VelXHi
    sta VelXHi
    rts
; the ball goes up with the speed of its level
SpeedUp SUBROUTINE
    ldx Level
    lda SpeedLo,x
    sta VelYLo
    lda SpeedHi,x
    sta VelYHi
    rts

MoveBall SUBROUTINE
    lda BallX
    sta OldX
    lda BallY
    sta OldY
    clc
    lda BallXLo
    adc VelXLo
    sta BallXLo
    lda BallX
    adc VelXHi
    sta BallX
    cmp #Left
    bcs .notLeftWall
    lda #Left
    bne .sideWall
.notLeftWall
    cmp #Right-BallSize+1
    bcc .noSideWall
    lda #Right-BallSize
.sideWall
    sta BallX
    jsr TurnX
.noSideWall
    clc
    lda BallYLo
    adc VelYLo
    sta BallYLo
    lda BallY
    adc VelYHi
    sta BallY
    cmp #200            ; above line 0
    bcc .noCeiling
    lda #0
    sta BallY
    jsr TurnY
.noCeiling

    lda BallY           ; the brick at the ball's middle
    sec
    sbc #BrickTop-2
    cmp #BrickEnd-BrickTop
    bcs .noBrick
    lsr
    lsr
    lsr
    sta Temp            ; row
    lda BallX
    clc
    adc #2
    lsr
    lsr
    lsr
    tay                 ; column, 1..18
    lda CellByte,y
    clc
    adc Temp
    tax
    lda CellMask,y
    and Wall,x
    beq .noBrick
    eor Wall,x
    sta Wall,x
    lda OldY            ; from the side if it was in this row already
    sec
    sbc #BrickTop-2
    lsr
    lsr
    lsr
    cmp Temp
    beq .side
    lda OldY
    sta BallY
    jsr TurnY
    jmp .points
.side
    lda OldX
    sta BallX
    jsr TurnX
.points
    ldx Temp
    lda RowPoints,x
    jsr AddScore
    dec BricksLeft
    bne .noBrick
    inc WallNumber
    lda WallNumber
    cmp #Walls
    beq .gameOver
    jmp BuildWall
.noBrick

    bit VelYHi
    bmi .noPaddle
    lda BallY
    sec
    sbc #PaddleTop-BallSize
    cmp #7
    bcs .noPaddle
    lda BallX
    clc
    adc #BallSize-1
    sec
    sbc PaddleX
    sta Temp
    lda Width
    clc
    adc #BallSize-2
    cmp Temp
    bcc .noPaddle       ; beyond an end (a distance below 0 is large)
    lda Temp
    lsr
    lsr
    ldx Width
    cpx #WideWidth
    beq .wideBounce
    clc
    adc #7
.wideBounce
    tax
    lda BounceXHi,x
    sta VelXHi
    lda BounceXLo,x
    sta VelXLo
    jsr SpeedUp
    inc Hits
    lda Hits
    cmp #HitsALevel
    bcc .noPaddle
    lda #0
    sta Hits
    lda Level
    cmp #LastLevel
    beq .noPaddle
    inc Level
.noPaddle

    lda BallY
    cmp #LostLine
    bcc .notLost
    dec Lives
    beq .gameOver
    jmp NoBall
.gameOver
    lda #$FF
    sta Over
    lda #BallHidden
    sta BallY
.notLost
    rts

; --- tables -------------------------------------------------------------------------------------
LivesPF1
    dc.b $00,$80,$A0,$A8,$AA,$AA
LivesPF2
    dc.b $00,$00,$00,$00,$00,$01
RowColor
    dc.b $48,$2A,$1A,$CA,$AA,$6A
RowPoints
    dc.b 4,4,2,2,1,1
; walls: everything, even bricks, odd bricks
Mask0
    dc.b $F0,$30,$C0
Mask1
    dc.b $FF,$CC,$33
Mask2
    dc.b $FF,$33,$CC
; where the bit pair of a column (eight pixels) lies in Wall
CellByte
    dc.b 0,0,6,6,6,6,12,12,12,12,18,18,24,24,24,24,30,30,30,30
CellMask
    dc.b $30,$C0,$C0,$30,$0C,$03,$03,$0C,$30,$C0,$30,$C0,$C0,$30,$0C,$03,$03,$0C,$30,$C0
; upward speed at each level
SpeedHi
    dc.b >-320,>-384,>-464,>-544,>-624,>-704
SpeedLo
    dc.b <-320,<-384,<-464,<-544,<-624,<-704
; sideways speed after the wide paddle's seven parts and the slim one's four
BounceXHi
    dc.b >-448,>-320,>-160,>64,>160,>320,>448,>-320,>-112,>112,>320
BounceXLo
    dc.b <-448,<-320,<-160,<64,<160,<320,<448,<-320,<-112,<112,<320
ServeXHi
    dc.b >-192,>-80,>80,>192
ServeXLo
    dc.b <-192,<-80,<80,<192

    ORG $FFFC
    dc.w Start
    dc.w Start
